"""Requesty: changes to requests.

Generated from specs/providers/requesty.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request


class WriteRequest(base.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["none", "low", "medium", "high", "max"])

    write_request_max_completion_tokens = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        return out


write: Final = WriteRequest.of
