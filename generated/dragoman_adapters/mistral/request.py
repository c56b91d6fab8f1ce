"""What Mistral AI changes: request.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman import hub, passes
from dragoman.context import Context
from dragoman_adapters.openai_chat.request import (
    NamedSchema,
    Request,
    write_message_from_turn,
    write_system_message_from_texts,
    write_tool_choice_from_choice,
    write_tool_from_tool,
)
from dragoman_adapters.openai_chat.types import WRITE_TIERS


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("rank") is not None:
        context.lose("rank", "this provider does not sample by rank")
    if it.get("person") is not None:
        context.lose("person", "this provider asks for no user")
    system = it.get("system")
    item = write_system_message_from_texts(system, context) if system is not None else None
    turns = it["turns"]
    out: Request = {
        "model": it["model"],
        "messages": [
            *([item] if item is not None else []),
            *[y for x in turns for y in write_message_from_turn(x, context)],
        ],
    }
    if (temperature := it.get("temperature")) is not None:
        out["temperature"] = temperature
    if (top_p := it.get("nucleus")) is not None:
        out["top_p"] = top_p
    if stop := it.get("stops"):
        out["stop"] = stop
    if (stream := it.get("stream")) is not None:
        out["stream"] = stream
    tools = it.get("tools")
    if (tools2 := [tool for x in tools or () if (tool := write_tool_from_tool(x, context)) is not None]):
        out["tools"] = tools2
    choice = it.get("choice")
    if (tool_choice := write_tool_choice_from_choice(choice, context) if choice is not None else None) is not None:
        out["tool_choice"] = tool_choice
    if (parallel_tool_calls := it.get("parallel")) is not None:
        out["parallel_tool_calls"] = parallel_tool_calls
    response_format: Any = None
    format_ = it.get("format")
    if format_.get("schema") if format_ else None:
        name = format_.get("name") if format_ else None
        strict = format_.get("strict") if format_ else None
        json_schema: NamedSchema = {
            "name": "structured_output" if name is None else name,
            "strict": False if strict is None else strict,
        }
        if (schema := format_.get("schema") if format_ else None) is not None:
            json_schema["schema"] = schema
        response_format = {"type": "json_schema", "json_schema": json_schema}
    if response_format is not None:
        out["response_format"] = response_format
    if (reasoning_effort := it.get("effort")) is not None:
        out["reasoning_effort"] = reasoning_effort
    tier = it.get("tier")
    if (service_tier := WRITE_TIERS[tier] if tier is not None else None) is not None:
        out["service_tier"] = service_tier
    if (max_tokens := it.get("limit")) is not None:
        out["max_tokens"] = max_tokens
    return out


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[])
    passes.choose_tools(request, context, most=128, deferred="all", one="alone")
    passes.open_proofs(request, context, kinds=[])
    passes.place_system(request, context, mid="reminder", tag="system-reminder")
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
    passes.carry_media(request, context, native=False, vision=True, files=True)
    passes.drop_empty(request, context)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=0)
    passes.part_results(request, context, words="Ok.")
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=40, exactly=9, illegal="[^a-zA-Z0-9]")
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    passes.settle_effort(
        request,
        context,
        words=["none", "high"] if context.holds[0] else [],
        off="none" if context.holds[0] else "",
    )
    passes.split_stops(request, context, most=4)
    passes.cap_limit(request, context)
    return write_request_from_request(request, context)
