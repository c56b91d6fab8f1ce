"""The shared quirk max_tokens_only.

Generated from specs/quirks/max_tokens_only.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub
from dragoman_adapters.openai_chat import request


class WriteRequest(request.WriteRequest):
    write_request_max_completion_tokens = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> request.Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        return out
