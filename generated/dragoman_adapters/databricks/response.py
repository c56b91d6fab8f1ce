"""Databricks (Model Serving): changes to complete responses.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library import hub
from dragoman.library.filters import detail_text, join, non_empty
from dragoman.library.shapes import OneOf
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Completion


class ReasoningPiece(TypedDict, total=False):
    type: Literal["reasoning"]
    summary: Any


SHAPES: Final = base.SHAPES.extend(
    {
        "Piece": OneOf("type", {
            "text": "TextPiece", "thinking": "ThinkingPiece", "reasoning": "ReasoningPiece",
        }, open=True),
        "ReasoningPiece": {"summary": "json"},
    }
)


class ReadResponse(base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([x.get("text") for x in out or () if x.get("type") == "text"], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(message.get("refusal") if message else None)
        item6 = self.read_refusal_from_str(item5) if item5 is not None else None
        audio = message.get("audio") if message else None
        item7 = non_empty(audio.get("transcript") if audio else None)
        item8 = self.read_text_from_str(item7) if item7 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item9 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        return [
            *[
                reasoning
                for x in out or ()
                if x.get("type") == "reasoning"
                if (reasoning := self.read_reasoning_from_reasoning_piece(x)) is not None
            ],
            *([item] if item is not None else []),
            *[
                reasoning2
                for x in out or ()
                if x.get("type") == "thinking"
                if (reasoning2 := self.read_reasoning_from_thinking_piece(x)) is not None
            ],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *[text for x in out or () if (text := self.read_text_from_piece(x)) is not None],
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item9] if item9 is not None else []),
        ]

    def read_text_from_piece(self, it: Any) -> hub.Text | None:
        type_ = it.get("type")
        if type_ in ("text", "thinking", "reasoning"):
            return None
        else:
            self.context.lose_member(f"choices.0.message.content.{type_}", "unknown type of part")
            return None

    def read_reasoning_from_reasoning_piece(self, it: ReasoningPiece) -> hub.Reasoning | None:
        if not detail_text(it.get("summary")):
            return None
        text = detail_text(it.get("summary"))
        return {"kind": "reasoning", "text": "" if text is None else text}


read: Final = ReadResponse.of
