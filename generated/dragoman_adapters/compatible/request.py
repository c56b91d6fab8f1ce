"""Any host (compatible with OpenAI): changes to requests.

Generated from specs/providers/compatible.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request


class WriteRequest(base.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"])

    write_request_loss_of_logprobs = base.WriteRequest.nothing
    write_request_loss_of_top_logprobs = base.WriteRequest.nothing
    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_service_tier = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = super().write_request_from_request(it)
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (logprobs := it.get("logprobs")) is not None:
            out["logprobs"] = logprobs
        if it.get("logprobs"):
            if (top_logprobs := it.get("top_logprobs")) is not None:
                out["top_logprobs"] = top_logprobs
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")


write: Final = WriteRequest.of
