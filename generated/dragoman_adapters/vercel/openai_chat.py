"""Vercel (AI Gateway), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import detail_text
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, stream
from dragoman_adapters.quirks import (
    cache_control, claude_property_names, foreign_details, reasoning_details, reasoning_field,
)


class Request(request.Request, total=False):
    reasoning: Reasoning | None


class Reasoning(TypedDict, total=False):
    enabled: bool | None
    effort: str | None


class WriteRequest(cache_control.WriteRequest, claude_property_names.WriteRequest, reasoning_details.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=True)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["none", "minimal", "low", "medium", "high", "xhigh"])

    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_request_reasoning_effort = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        reasoning: Reasoning = {}
        if (effort := it.get("reasoning_effort")) is not None:
            reasoning["effort"] = effort
        if reasoning:
            out["reasoning"] = reasoning
        return out


class ReadResponse(reasoning_field.ReadResponse):
    pass


class Reader(reasoning_details.Reader):
    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)


check_event: Final = stream.SHAPES.extend({
    "Delta": {"reasoning": "str", "reasoning_details": ["json"], "reasoning_content": "json"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
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
