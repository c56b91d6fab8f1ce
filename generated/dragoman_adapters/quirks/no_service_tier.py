"""The shared quirk no_service_tier.

Generated from specs/quirks/no_service_tier.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    write_request_service_tier = request.WriteRequest.nothing

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
