"""DeepSeek: changes to requests.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import to_json
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, max_tools=128, modes=["auto", "none"])
        passes.open_signatures(request, self.context, kinds=["rs", "rc"], before=["text", "tool_call"])
        passes.place_system_messages(request, self.context, later="in_place")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, native=True, documents=True, vision=True, files=True, links=True)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
        )
        passes.map_reasoning(request, self.context, efforts=["low", "high", "max"])
        passes.limit_parameters(request, self.context, stop_sequences=0)
        return self.write_request_from_request(request)

    def write_item_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            return {"type": "message", "role": "assistant", "content": it["text"]}
        elif it["kind"] == "tool_call":
            arguments = to_json(it["input"])
            return {
                "type": "function_call",
                "call_id": it["id"],
                "name": it["name"],
                "arguments": "{}" if arguments is None else arguments,
            }
        elif it["kind"] == "reasoning":
            return {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": it["text"]}]}
        else:
            return None


write: Final = WriteRequest.of
