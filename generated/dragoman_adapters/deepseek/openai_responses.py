"""DeepSeek, OpenAI Responses: differences and entry points.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_responses import errors, request, response, stream
from dragoman_adapters.quirks import foreign_reasoning


class WriteRequest(request.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, modes=["auto", "none"])

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rs", "rc"], followed_by=["text", "tool_call"])

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "high", "max"])

    def write_item_from_block_reasoning(self, it: hub.Reasoning) -> Any:
        return {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": it["text"]}]}


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY

patch: Final = in_order(foreign_reasoning.patch)
