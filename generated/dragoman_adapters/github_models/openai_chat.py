"""GitHub (Models), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/github-models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, no_service_tier


class WriteRequest(no_service_tier.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, forced="alone")

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=False)

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, temperature=1)

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens") if self.context.holds[0] else None) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return None if self.context.holds[0] else it.get("max_tokens")


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("!openai/*",)),
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
