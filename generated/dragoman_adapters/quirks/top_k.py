"""The shared quirk top_k.

Generated from specs/quirks/top_k.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import cast

from dragoman.library import hub
from dragoman_adapters.openai_chat import request


class Request(request.Request, total=False):
    top_k: int | None


class WriteRequest(request.WriteRequest):
    write_request_loss_of_top_k = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        return out
