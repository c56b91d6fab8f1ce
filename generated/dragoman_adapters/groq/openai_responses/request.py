"""What Groq changes: request.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub, passes
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import Request


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_nothing(request, self.context)
        passes.host_tools(request, self.context, sorts=[])
        passes.choose_tools(request, self.context, most=128, deferred="all")
        passes.open_proofs(request, self.context, kinds=["rs"], before=["text", "tool_call"])
        passes.place_system(request, self.context, mid="in_place")
        passes.spell_out(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_results(request, self.context)
        passes.flag_failures(request, self.context, prefix="Error: ")
        passes.carry_media(request, self.context, native=True, documents=True, vision=True, files=True, links=True)
        passes.drop_empty(request, self.context)
        passes.end_on_user(request, self.context, mode="refuse")
        passes.keep_marks(request, self.context, most=0)
        passes.shorten_names(request, self.context, most=64, illegal="[^a-zA-Z0-9_-]")
        passes.shorten_ids(request, self.context, most=64)
        passes.tidy_schemas(request, self.context, drop=["$schema"], strict=True)
        passes.settle_effort(request, self.context, words=["low", "medium", "high"] if self.context.holds[0] else [])
        passes.split_stops(request, self.context, most=0)
        passes.cap_limit(request, self.context, caps={})
        return self.write_request_from_request(request)


write: Final = WriteRequest.of
