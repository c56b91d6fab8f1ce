"""Ollama: changes to requests.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.ollama_chat import request as base
from dragoman_adapters.ollama_chat.request import Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, modes=[])
        passes.open_signatures(request, self.context, kinds=["rc"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ", names=True)
        passes.place_media(request, self.context, vision=True, files=False, linked=False)
        passes.arrange_messages(request, self.context, end="continue")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_.-]")
        passes.compile_schemas(request, self.context, drop=["$schema"], anchored=True)
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high"] if self.context.holds[0] else ["none", "low", "medium", "high", "max"],
            disabled="low" if self.context.holds[0] else "none",
        )
        passes.limit_parameters(request, self.context, stop_sequences=100)
        return self.write_request_from_request(request)


write: Final = WriteRequest.of
