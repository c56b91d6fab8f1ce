"""GitHub (Models), OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/github-models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, no_files, no_service_tier


class WriteRequest(no_service_tier.WriteRequest, no_files.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, forced="alone")

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
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("!openai/*",)),
)

patch: Final = in_order(foreign_details.patch)
