"""Any host (compatible with OpenAI), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/compatible.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request
from dragoman_adapters.quirks import (
    claude_property_names, foreign_details, no_service_tier, reasoning_either_field, reasoning_tags,
)


class WriteRequest(no_service_tier.WriteRequest, claude_property_names.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[1], files=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="refuse", separator="Ok." if self.context.holds[2] else "")

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40,
            exact_id_length=9 if self.context.holds[2] else 0,
            illegal_in_ids="[^a-zA-Z0-9]" if self.context.holds[2] else "",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"])

    write_request_loss_of_logprobs = request.WriteRequest.nothing
    write_request_loss_of_top_logprobs = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (logprobs := it.get("logprobs")) is not None:
            out["logprobs"] = logprobs
        if it.get("logprobs"):
            if (top_logprobs := it.get("top_logprobs")) is not None:
                out["top_logprobs"] = top_logprobs
        return out


class ReadResponse(reasoning_either_field.ReadResponse, reasoning_tags.ReadResponse):
    pass


class Reader(reasoning_either_field.Reader, reasoning_tags.Reader):
    pass


check_event: Final = reasoning_either_field.check_event

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
    When(
        model=(
            "mistral*", "*/mistral*", "ministral*", "*/ministral*", "mixtral*", "*/mixtral*", "codestral*",
            "*/codestral*", "devstral*", "*/devstral*", "magistral*", "*/magistral*", "pixtral*", "*/pixtral*",
            "!*minitron*",
        ),
    ),
)

patch: Final = in_order(foreign_details.patch)
