"""OVHcloud (AI Endpoints): changes to requests.

Generated from specs/providers/ovhcloud.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.filters import negate
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request


class WriteRequest(base.WriteRequest):
    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=False)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"] if self.context.holds[0] else [])

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_parallel_tool_calls = base.WriteRequest.nothing
    write_request_service_tier = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be switched off at this provider")


write: Final = WriteRequest.of
