"""OVHcloud (AI Endpoints), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/ovhcloud.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.filters import negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request
from dragoman_adapters.quirks import foreign_details, gpt_oss_efforts, max_tokens_only, reasoning_either_field


class WriteRequest(max_tokens_only.WriteRequest, gpt_oss_efforts.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=False)

    write_request_parallel_tool_calls = request.WriteRequest.nothing
    write_request_service_tier = request.WriteRequest.nothing

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be switched off at this provider")


class ReadResponse(reasoning_either_field.ReadResponse):
    pass


class Reader(reasoning_either_field.Reader):
    pass


check_event: Final = reasoning_either_field.check_event

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
