"""What Groq changes: request.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman_adapters.openai_responses.request import Request, write_request_from_request


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[])
    passes.choose_tools(request, context, most=128, deferred="all")
    passes.open_proofs(request, context, kinds=["rs"], before=["text", "tool_call"])
    passes.place_system(request, context, mid="in_place")
    passes.spell_out(
        request,
        context,
        document="document",
        search_result="search_result",
        tool_reference="Tool loaded: ",
        compaction_summary="conversation-summary",
    )
    passes.pair_results(request, context)
    passes.flag_failures(request, context, prefix="Error: ")
    passes.carry_media(request, context, native=True, documents=True, vision=True, files=True, links=True)
    passes.drop_empty(request, context)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=0)
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=64)
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    passes.settle_effort(request, context, words=["low", "medium", "high"] if context.holds[0] else [])
    passes.split_stops(request, context, most=0)
    passes.cap_limit(request, context, caps={})
    return write_request_from_request(request, context)
