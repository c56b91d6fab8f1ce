"""What Azure OpenAI changes: request.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import if_marked, join, lone_text
from dragoman_adapters.openai_chat.request import (
    NamedSchema,
    Request,
    SystemMessage,
    write_assistant_message_from_message,
    write_part_from_block,
    write_text_part_from_text,
    write_tool_choice_from_tool_choice,
    write_tool_from_tool,
    write_tool_message_from_tool_result,
)
from dragoman_adapters.openai_chat.types import WRITE_TIERS


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("compaction") is not None:
        context.lose("compaction", "this provider condenses no conversation")
    if context.holds[0] and it.get("temperature") is not None:
        context.lose("temperature", "a reasoning model samples as it likes")
    if context.holds[0] and it.get("top_p") is not None:
        context.lose("top_p", "a reasoning model samples as it likes")
    system = it.get("system")
    item = write_system_message_from_texts(system, context) if system is not None else None
    messages = it["messages"]
    out: Request = {
        "model": it["model"],
        "messages": [
            *([item] if item is not None else []),
            *[y for x in messages for y in write_message_from_message(x, context)],
        ],
    }
    if (max_completion_tokens := None if context.holds[10] else it.get("max_tokens")) is not None:
        out["max_completion_tokens"] = max_completion_tokens
    if (temperature := None if context.holds[0] else it.get("temperature")) is not None:
        out["temperature"] = temperature
    if (top_p := None if context.holds[0] else it.get("top_p")) is not None:
        out["top_p"] = top_p
    if stop := it.get("stop_sequences"):
        out["stop"] = stop
    if (stream := it.get("stream")) is not None:
        out["stream"] = stream
    stream_options: Any = None
    if it.get("stream"):
        stream_options = {"include_usage": True}
    if stream_options is not None:
        out["stream_options"] = stream_options
    tools = it.get("tools")
    if (tools2 := [tool for x in tools or () if (tool := write_tool_from_tool(x, context)) is not None]):
        out["tools"] = tools2
    tool_choice = it.get("tool_choice")
    tool_choice2 = write_tool_choice_from_tool_choice(tool_choice, context) if tool_choice is not None else None
    if tool_choice2 is not None:
        out["tool_choice"] = tool_choice2
    if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
        out["parallel_tool_calls"] = parallel_tool_calls
    response_format: Any = None
    response_format2 = it.get("response_format")
    if response_format2.get("schema") if response_format2 else None:
        name = response_format2.get("name") if response_format2 else None
        strict = response_format2.get("strict") if response_format2 else None
        json_schema: NamedSchema = {
            "name": "structured_output" if name is None else name,
            "strict": False if strict is None else strict,
        }
        if (schema := response_format2.get("schema") if response_format2 else None) is not None:
            json_schema["schema"] = schema
        response_format = {"type": "json_schema", "json_schema": json_schema}
    if response_format is not None:
        out["response_format"] = response_format
    if (reasoning_effort := it.get("reasoning_effort")) is not None:
        out["reasoning_effort"] = reasoning_effort
    service_tier = it.get("service_tier")
    if (service_tier2 := WRITE_TIERS[service_tier] if service_tier is not None else None) is not None:
        out["service_tier"] = service_tier2
    if (user := it.get("user_id")) is not None:
        out["user"] = user
    if (max_tokens := it.get("max_tokens") if context.holds[10] else None) is not None:
        out["max_tokens"] = max_tokens
    return out


def write_system_message_from_texts(it: list[hub.Text], context: Context) -> SystemMessage | None:
    if not it:
        return None
    content2 = if_marked(it)
    content: Any = [write_text_part_from_text(x, context) for x in content2] if content2 is not None else None
    if content is None:
        content = join([x["text"] for x in it], "\n\n")
    return {"role": "developer" if context.holds[0] else "system", "content": "" if content is None else content}


def write_system_message_from_message(it: hub.Message, context: Context) -> SystemMessage:
    blocks_ = it["blocks"]
    content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n")
    return {"role": "developer" if context.holds[0] else "system", "content": "" if content is None else content}


def write_message_from_message(it: hub.Message, context: Context) -> list[Any]:
    if it["role"] == "system":
        return [write_system_message_from_message(it, context)]
    elif it["role"] == "user":
        blocks_ = it["blocks"]
        item: Any = None
        if [x for x in blocks_ if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"]:
            content: Any = lone_text(it["blocks"])
            if content is None:
                content = [
                    part
                    for x in blocks_
                    if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"
                    if (part := write_part_from_block(x, context)) is not None
                ]
            item = {"role": "user", "content": content}
        return [
            *[write_tool_message_from_tool_result(x, context) for x in blocks_ if x["kind"] == "tool_result"],
            *([item] if item is not None else []),
        ]
    else:  # assistant
        return [write_assistant_message_from_message(it, context)]


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[])
    passes.choose_tools(request, context, most=128, deferred="all")
    passes.open_proofs(request, context, kinds=[])
    passes.place_system(request, context, mid="in_place", tag="system-reminder")
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
    passes.carry_media(request, context, native=False, vision=True, files=False)
    passes.drop_empty(request, context)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=0)
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=40)
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    passes.settle_effort(
        request,
        context,
        words=["medium", "high", "xhigh"] if context.holds[9] else ["low", "medium", "high", "xhigh"] if context.holds[8] else ["low", "medium", "high"] if context.holds[7] else [
            "none",
            "low",
            "medium",
            "high",
            "xhigh",
            "max",
        ] if context.holds[6] else ["none", "low", "medium", "high", "xhigh"] if context.holds[5] else ["none", "low", "medium", "high"] if context.holds[4] else ["high"] if context.holds[3] else ["minimal", "low", "medium", "high"] if context.holds[2] else ["low", "medium", "high"] if context.holds[1] else [],
        off="high" if context.holds[3] else "",
    )
    passes.split_stops(request, context, most=0 if context.holds[0] else 4)
    passes.cap_limit(request, context)
    return write_request_from_request(request, context)
