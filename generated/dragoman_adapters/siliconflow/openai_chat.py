"""SiliconFlow, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/siliconflow.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import equals, negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, no_service_tier, reasoning_content_history


class Request(request.Request, total=False):
    top_k: int | None
    enable_thinking: bool | None
    thinking_budget: int | None


class WriteRequest(reasoning_content_history.WriteRequest, no_service_tier.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=[], min_tokens=128, max_tokens=32768)

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        reasoning = it.get("reasoning")
        enable_thinking = equals(reasoning["mode"] if reasoning else None, "on")
        if enable_thinking is None:
            enable_thinking = equals(reasoning["mode"] if reasoning else None, "auto")
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "off"))
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "interleaved"))
        if enable_thinking is not None:
            out["enable_thinking"] = enable_thinking
        if reasoning and (thinking_budget := reasoning.get("budget_tokens")) is not None:
            out["thinking_budget"] = thinking_budget
        return out


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
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
