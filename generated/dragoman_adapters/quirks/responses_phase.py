"""The shared quirk responses_phase.

Generated from specs/quirks/responses_phase.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub, passes
from dragoman.library.filters import then
from dragoman_adapters.openai_responses import request


class WriteRequest(request.WriteRequest):
    def write(self, request: hub.Request) -> request.Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context, native=True)
        self.select_tools(request)
        self.open_signatures(request)
        self.place_system_messages(request)
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        self.place_media(request)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64)
        self.compile_schemas(request)
        self.map_reasoning(request)
        self.limit_parameters(request)
        if self.context.holds[0]:
            passes.mark_final_text(request, self.context)
        return self.write_request_from_request(request)

    def write_item_from_block_text(self, it: hub.Text) -> Any:
        out: request.Message = {"type": "message", "role": "assistant", "content": it["text"]}
        phase = then(it.get("final"), "final_answer")
        if (phase2 := ("commentary" if phase is None else phase) if self.context.holds[0] else None) is not None:
            out["phase"] = phase2
        return out
