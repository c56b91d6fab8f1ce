"""Databricks (Model Serving), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import detail_text, join, non_empty
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.shapes import OneOf
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, gpt_oss_efforts, no_service_tier


class Request(request.Request, total=False):
    top_k: int | None


class ReasoningPiece(TypedDict, total=False):
    type: Literal["reasoning"]
    summary: Any


class WriteRequest(no_service_tier.WriteRequest, gpt_oss_efforts.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=True)

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        return out


class ReadResponse(response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Piece": OneOf("type", {
            "text": "TextPiece", "thinking": "ThinkingPiece", "reasoning": "ReasoningPiece",
        }, open=True),
        "ReasoningPiece": {"summary": "json"},
    }).check("Completion"))

    def read_response_from_completion_blocks(self, it: response.Completion) -> list[hub.Block]:
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


class Reader(stream.Reader):
    def on_parts(self, delta: Any) -> None:
        content = delta.get("content")
        parts_list = content if isinstance(content, list) else None
        for part in parts_list or ():
            type_ = part.get("type")
            if type_ == "thinking":
                self.blocks.add_text("reasoning", detail_text(part.get("thinking")))
            elif type_ == "reasoning":
                self.blocks.add_text("reasoning", detail_text(part.get("summary")))
            elif type_ == "text":
                self.blocks.add_text("text", part.get("text"))
            else:
                self.context.lose_member(f"choices.delta.content.{type_}", "unknown type of part")


check_event: Final = stream.SHAPES.extend({
    "Piece": OneOf("type", {
        "text": "TextPiece", "thinking": "ThinkingPiece", "reasoning": "ReasoningPiece",
    }, open=True),
    "ReasoningPiece": {"summary": "json"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*gpt-oss*",)),
    When(
        model=(
            "*gpt-oss*", "*deepseek-r1*", "*deepseek-v3*", "*deepseek-v4-pro*", "*glm-4?5*", "*glm-4?6*", "*glm-4?7*",
            "*glm-5", "*glm-5?1*", "*glm-5?2*", "*minimax-m2*", "*llama-3?1-*", "*llama-3?3-*", "*qwen3-235b*",
            "*qwen3-30b*", "*qwen3-32b*", "*qwen3-coder*", "*qwen3-next*", "*kimi-k2-*", "!*glm-4?5v*", "!*glm-4?6v*",
            "!*-vl-*",
        ),
    ),
)

patch: Final = in_order(foreign_details.patch)
