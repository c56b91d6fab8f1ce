"""Databricks (Model Serving), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import detail_text, to_json
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.shapes import OneOf
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, gpt_oss_efforts, no_service_tier


class Request(request.Request, total=False):
    top_k: int | None


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
            "text": "TextPiece", "output_text": "TextPiece", "thinking": "ThinkingPiece", "reasoning": "ReasoningPiece",
        }, default="text", open=True),
        "ReasoningPiece": {"summary": "json"},
    }).check("Completion"))

    def read_str_from_piece(self, it: Any) -> str | None:
        kind = it.get("type")
        kind2 = "text" if kind is None else kind
        if kind2 == "text" or kind2 == "output_text":
            out: str | None = it.get("text")
            return out
        elif kind2 == "thinking" or kind2 == "reasoning":
            return None
        else:
            kind3 = it.get("type")
            kind4 = "text" if kind3 is None else kind3
            self.context.lose_member(f"choices.0.message.content.{kind4}", "unknown type of part")
            return None

    def read_reasoning_from_piece(self, it: Any) -> hub.Reasoning | None:
        kind = it.get("type")
        kind2 = "text" if kind is None else kind
        if kind2 == "thinking":
            if not detail_text(it.get("thinking")):
                return None
            text = detail_text(it.get("thinking"))
            return {"kind": "reasoning", "text": "" if text is None else text}
        elif kind2 == "text" or kind2 == "output_text":
            return None
        elif kind2 == "reasoning":
            if not detail_text(it.get("summary")):
                return None
            text2 = detail_text(it.get("summary"))
            return {"kind": "reasoning", "text": "" if text2 is None else text2}
        else:
            return None


class Reader(stream.Reader):
    def on_parts(self, delta: Any) -> None:
        content = delta.get("content")
        parts_list = content if isinstance(content, list) else None
        for part in parts_list or ():
            kind = part.get("type") or "text"
            if kind == "thinking":
                self.blocks.add_text("reasoning", detail_text(part.get("thinking")))
            elif kind == "reasoning":
                self.blocks.add_text("reasoning", detail_text(part.get("summary")))
            elif kind == "text":
                self.blocks.add_text("text", part.get("text"))
            elif kind == "output_text":
                self.blocks.add_text("text", part.get("text"))
            else:
                type_ = part.get("type")
                self.context.lose_member(f"choices.delta.content.{type_}", "unknown type of part")

    def on_message(self, choice: Any) -> None:
        message = choice.get("message")
        if message:
            reasoning_content = message.get("reasoning_content")
            if reasoning_content:
                self.blocks.add_text("reasoning", reasoning_content, source="message")
            content = message.get("content")
            text = content if isinstance(content, str) else None
            if text:
                self.blocks.add_text("text", text, source="message")
            parts_list = content if isinstance(content, list) else None
            for part in parts_list or ():
                kind = part.get("type") or "text"
                if kind == "thinking":
                    self.blocks.add_text("reasoning", detail_text(part.get("thinking")), source="message")
                elif kind == "reasoning":
                    self.blocks.add_text("reasoning", detail_text(part.get("summary")), source="message")
                elif kind == "text":
                    self.blocks.add_text("text", part.get("text"), source="message")
                elif kind == "output_text":
                    self.blocks.add_text("text", part.get("text"), source="message")
                else:
                    type_ = part.get("type")
                    self.context.lose_member(f"choices.message.content.{type_}", "unknown type of part")
            for nth, call in enumerate(message.get("tool_calls") or ()):
                function = call.get("function")
                self.blocks.add_piece(
                    "tool_call",
                    nth,
                    id=call.get("id"),
                    name=function.get("name") if function else None,
                    text=to_json(function.get("arguments") if function else None),
                    source="message",
                )


check_event: Final = stream.SHAPES.extend({
    "Piece": OneOf("type", {
        "text": "TextPiece", "output_text": "TextPiece", "thinking": "ThinkingPiece", "reasoning": "ReasoningPiece",
    }, default="text", open=True),
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
