"""GitHub (Models): changes to requests.

Generated from specs/providers/github-models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request


class WriteRequest(base.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, forced="alone")

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, temperature=1)

    write_request_service_tier = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens") if self.context.holds[0] else None) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")

    def write_request_max_completion_tokens(self, it: hub.Request) -> int | None:
        return None if self.context.holds[0] else it.get("max_tokens")


write: Final = WriteRequest.of
