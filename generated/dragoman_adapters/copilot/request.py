"""What GitHub Copilot changes: request.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import filled, flat, join, lone_text, member, prose
from dragoman_adapters.openai_chat.request import (
    NamedSchema,
    Request,
    write_call_from_tool_call,
    write_part_from_block,
    write_system_message_from_message,
    write_system_message_from_texts,
    write_tool_choice_from_tool_choice,
    write_tool_from_tool,
    write_tool_message_from_tool_result,
)
from dragoman_adapters.openai_chat.types import WRITE_TIERS


class AssistantMessage(TypedDict, total=False):
    role: Literal["assistant"]
    content: str | list[Any] | None
    refusal: str | None
    tool_calls: list[Any] | None
    reasoning_content: str | None
    name: str | None
    reasoning_text: str | None
    reasoning_opaque: str | None


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("user_id") is not None:
        context.lose("user_id", "this provider asks for no user")
    if it.get("compaction") is not None:
        context.lose("compaction", "this provider condenses no conversation")
    if context.holds[1] and it.get("temperature") is not None:
        context.lose("temperature", "a reasoning model samples as it likes")
    if context.holds[1] and it.get("top_p") is not None:
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
    if (max_completion_tokens := None if context.holds[0] else it.get("max_tokens")) is not None:
        out["max_completion_tokens"] = max_completion_tokens
    if (temperature := None if context.holds[1] else it.get("temperature")) is not None:
        out["temperature"] = temperature
    if (top_p := None if context.holds[1] else it.get("top_p")) is not None:
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
    if (max_tokens := it.get("max_tokens") if context.holds[0] else None) is not None:
        out["max_tokens"] = max_tokens
    return out


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


def write_assistant_message_from_message(it: hub.Message, context: Context) -> AssistantMessage:
    blocks_ = it["blocks"]
    if [x for x in blocks_ if x["kind"] == "encrypted_reasoning"]:
        context.lose("messages.blocks.encrypted_reasoning", "this provider takes no earlier reasoning back")
    if [x for x in blocks_ if x["kind"] == "hosted_tool_call"]:
        context.lose("messages.blocks.hosted_tool_call", "only the vendor itself runs such a call")
    if [x for x in blocks_ if x["kind"] == "hosted_tool_result"]:
        context.lose("messages.blocks.hosted_tool_result", "only the vendor itself runs such a call")
    out: AssistantMessage = {"role": "assistant", "content": prose(it["blocks"])}
    if (tool_calls := [write_call_from_tool_call(x, context) for x in blocks_ if x["kind"] == "tool_call"]):
        out["tool_calls"] = tool_calls
    if (reasoning_text := filled(join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n"))) is not None:
        out["reasoning_text"] = reasoning_text
    reasoning_opaque = member(flat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"]), "opaque")
    if reasoning_opaque is not None:
        out["reasoning_opaque"] = reasoning_opaque
    return out


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[])
    passes.choose_tools(request, context, most=128, deferred="all")
    passes.open_proofs(request, context, kinds=["rc", "rd"])
    passes.place_system(request, context, mid="reminder", tag="system-reminder")
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
        words=["low", "medium", "high"] if context.holds[2] else ["low", "medium", "high"] if context.holds[1] else [],
    )
    passes.split_stops(request, context, most=4)
    passes.cap_limit(request, context)
    return write_request_from_request(request, context)
