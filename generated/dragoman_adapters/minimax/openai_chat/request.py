"""MiniMax: changes to requests.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, max_tools=128)
        passes.open_signatures(request, self.context, kinds=[])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, native=False, vision=True, files=True)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
        )
        passes.map_reasoning(
            request, self.context, efforts=["low", "medium", "high", "xhigh", "max"] if self.context.holds[0] else [],
        )
        passes.limit_parameters(request, self.context)
        return self.write_request_from_request(request)


write: Final = WriteRequest.of
