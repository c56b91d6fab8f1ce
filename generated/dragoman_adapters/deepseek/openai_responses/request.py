"""DeepSeek: changes to requests.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_responses import request as base


class WriteRequest(base.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, modes=["auto", "none"])

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rs", "rc"], followed_by=["text", "tool_call"])

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "high", "max"])

    def write_item_from_block_reasoning(self, it: hub.Reasoning) -> Any:
        return {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": it["text"]}]}


write: Final = WriteRequest.of
