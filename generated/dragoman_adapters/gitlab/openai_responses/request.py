"""What GitLab Duo changes: request.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import at_least, filled, is_, join, then
from dragoman_adapters.openai_responses.request import (
    Reasoning,
    Request,
    write_item_from_turn,
    write_tool_choice_from_choice,
    write_tool_from_tool,
)
from dragoman_adapters.openai_responses.types import WRITE_TIERS


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("rank") is not None:
        context.lose("rank", "this provider does not sample by rank")
    if it.get("condense") is not None:
        context.lose("condense", "this provider condenses no conversation")
    if it.get("person") is not None:
        context.lose("person", "this provider asks for no user")
    if it.get("temperature") is not None:
        context.lose("temperature", "a reasoning model samples as it likes")
    if it.get("nucleus") is not None:
        context.lose("nucleus", "a reasoning model samples as it likes")
    turns = it["turns"]
    tools = it.get("tools")
    item = then(filled([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
    out: Request = {
        "model": it["model"],
        "input": [y for x in turns for y in write_item_from_turn(x, context)],
        "store": False,
        "include": ["reasoning.encrypted_content", *([item] if item is not None else [])],
    }
    system = it.get("system")
    if (instructions := join([x["text"] for x in system or ()], "\n\n")) is not None:
        out["instructions"] = instructions
    if (max_output_tokens := at_least(it.get("limit"), 16)) is not None:
        out["max_output_tokens"] = max_output_tokens
    if (stream := it.get("stream")) is not None:
        out["stream"] = stream
    if (tools2 := [tool for x in tools or () if (tool := write_tool_from_tool(x, context)) is not None]):
        out["tools"] = tools2
    choice = it.get("choice")
    if (tool_choice := write_tool_choice_from_choice(choice, context) if choice is not None else None) is not None:
        out["tool_choice"] = tool_choice
    if (parallel_tool_calls := it.get("parallel")) is not None:
        out["parallel_tool_calls"] = parallel_tool_calls
    text_: Any = None
    format_ = it.get("format")
    if format_.get("schema") if format_ else None:
        name = format_.get("name") if format_ else None
        schema = format_.get("schema") if format_ else None
        strict = format_.get("strict") if format_ else None
        text_ = {
            "format": {
                "type": "json_schema",
                "name": "structured_output" if name is None else name,
                "schema": {} if schema is None else schema,
                "strict": False if strict is None else strict,
            },
        }
    if text_ is not None:
        out["text"] = text_
    reasoning2: Any = None
    thinking = it.get("thinking")
    if is_(thinking.get("display") if thinking else None, "hidden"):
        reasoning3: Reasoning = {}
        if (effort := it.get("effort")) is not None:
            reasoning3["effort"] = effort
        reasoning2 = reasoning3
    reasoning: Any = reasoning2
    if reasoning is None:
        reasoning4: Any = None
        if is_(thinking["mode"] if thinking else None, "off"):
            reasoning5: Reasoning = {}
            if (effort2 := it.get("effort")) is not None:
                reasoning5["effort"] = effort2
            reasoning4 = reasoning5
        reasoning = reasoning4
    if reasoning is None:
        reasoning6: Any = None
        if thinking["mode"] if thinking else None:
            reasoning7: Reasoning = {"summary": "auto"}
            if (effort3 := it.get("effort")) is not None:
                reasoning7["effort"] = effort3
            reasoning6 = reasoning7
        reasoning = reasoning6
    if reasoning is None:
        reasoning8: Any = None
        if it.get("effort"):
            reasoning9: Reasoning = {}
            if (effort4 := it.get("effort")) is not None:
                reasoning9["effort"] = effort4
            reasoning8 = reasoning9
        reasoning = reasoning8
    if reasoning is not None:
        out["reasoning"] = reasoning
    tier = it.get("tier")
    if (service_tier := WRITE_TIERS[tier] if tier is not None else None) is not None:
        out["service_tier"] = service_tier
    return out


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[])
    passes.choose_tools(request, context, most=128, deferred="all")
    passes.open_proofs(request, context, kinds=["rs"], before=["text", "call"])
    passes.place_system(request, context, mid="in_place")
    passes.spell_out(
        request,
        context,
        document="document",
        finding="search_result",
        loaded="Tool loaded: ",
        summary="conversation-summary",
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
    passes.settle_effort(
        request,
        context,
        words=["medium", "high", "xhigh"] if context.holds[8] else ["low", "medium", "high", "xhigh"] if context.holds[7] else ["low", "medium", "high"] if context.holds[6] else [
            "none",
            "low",
            "medium",
            "high",
            "xhigh",
            "max",
        ] if context.holds[5] else ["none", "low", "medium", "high", "xhigh"] if context.holds[4] else ["none", "low", "medium", "high"] if context.holds[3] else ["high"] if context.holds[2] else ["minimal", "low", "medium", "high"] if context.holds[1] else ["low", "medium", "high"] if context.holds[0] else [],
        off="high" if context.holds[2] else "",
    )
    passes.split_stops(request, context, most=0)
    passes.cap_limit(request, context, caps={})
    return write_request_from_request(request, context)
