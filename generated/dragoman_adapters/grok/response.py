"""Grok (xAI): changes to complete responses.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.filters import join, non_empty
from dragoman_adapters.grok.types import ReadTypes
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Choice
from dragoman_adapters.openai_chat.types import Usage


class Completion(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Any
    service_tier: str | None
    system_fingerprint: str | None
    metadata: Any
    moderation: Any
    citations: list[str] | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Completion": {"citations": ["str"]},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
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
        item10 = self.read_text_from_completion(it)
        return [
            *([item] if item is not None else []),
            *[
                reasoning
                for x in out or ()
                if x.get("type") == "thinking"
                if (reasoning := self.read_reasoning_from_thinking_piece(x)) is not None
            ],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *[text for x in out or () if (text := self.read_text_from_piece(x)) is not None],
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item9] if item9 is not None else []),
            *([item10] if item10 is not None else []),
        ]

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        if not non_empty(it.get("citations")):
            return None
        out: hub.Text = {"kind": "text", "text": ""}
        citations = it.get("citations")
        if citations2 := [self.read_citation_from_str(x) for x in citations or ()]:
            out["citations"] = citations2
        return out


read: Final = ReadResponse.of
