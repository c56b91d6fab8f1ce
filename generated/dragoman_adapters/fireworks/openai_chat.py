"""Fireworks AI, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/fireworks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final, cast

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, no_files, reasoning_content_history


class Request(request.Request, total=False):
    top_k: int | None


class WriteRequest(reasoning_content_history.WriteRequest, no_files.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high"] if self.context.holds[0] else ["none", "low", "medium", "high", "xhigh"],
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, max_tokens={"*": 4096} if self.context.holds[1] else {})

    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        return out


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*gpt-oss*",)),
    When(streaming=False),
)

patch: Final = in_order(foreign_details.patch)
