"""Cohere, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/cohere.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream
from dragoman_adapters.quirks import foreign_details, max_tokens_only, no_files


class WriteRequest(max_tokens_only.WriteRequest, no_files.WriteRequest):
    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["none", "high"])

    write_request_parallel_tool_calls = request.WriteRequest.nothing
    write_request_service_tier = request.WriteRequest.nothing

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        if it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "this provider has no such parameter")


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

patch: Final = in_order(foreign_details.patch)
