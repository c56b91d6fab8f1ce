"""DeepInfra, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/deepinfra.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request
from dragoman_adapters.quirks import foreign_details, reasoning_content_history, reasoning_tags


class Request(request.Request, total=False):
    top_k: int | None


class WriteRequest(reasoning_content_history.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high"] if self.context.holds[1] else ["none", "low", "medium", "high"],
        )

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        return out


class ReadResponse(reasoning_tags.ReadResponse):
    pass


class Reader(reasoning_tags.Reader):
    pass


write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
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
    When(model=("*gpt-oss*",)),
)

patch: Final = in_order(foreign_details.patch)
