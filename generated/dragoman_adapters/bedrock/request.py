"""What Bedrock (LiteLLM) changes: request.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import data_url, filed_as, filled, flat, if_marked, join, lone_text, prose
from dragoman_adapters.bedrock.types import WRITE_EFFORTS, WRITE_LIVES
from dragoman_adapters.openai_chat.request import (
    FileData,
    Function,
    NamedSchema,
    Request,
    SystemMessage,
    ToolMessage,
    write_call_from_tool_call,
    write_system_message_from_message,
    write_tool_choice_from_tool_choice,
)


class AssistantMessage(TypedDict, total=False):
    role: Literal["assistant"]
    content: str | list[Any] | None
    refusal: str | None
    tool_calls: list[Any] | None
    reasoning_content: str | None
    name: str | None
    thinking_blocks: Any


class TextPart(TypedDict, total=False):
    type: Literal["text"]
    text: str
    cache_control: Mark | None


class FunctionTool(TypedDict, total=False):
    type: Literal["function"]
    function: Function
    cache_control: Mark | None


class Mark(TypedDict, total=False):
    type: str
    ttl: str | None


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("user_id") is not None:
        context.lose("user_id", "this provider asks for no user")
    if it.get("compaction") is not None:
        context.lose("compaction", "this provider condenses no conversation")
    if it.get("service_tier") is not None:
        context.lose("service_tier", "this provider has no tiers")
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
    if (temperature := it.get("temperature")) is not None:
        out["temperature"] = temperature
    if (top_p := it.get("top_p")) is not None:
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
    reasoning_effort = it.get("reasoning_effort")
    if (reasoning_effort2 := WRITE_EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None) is not None:
        out["reasoning_effort"] = reasoning_effort2
    if (max_tokens := it.get("max_tokens")) is not None:
        out["max_tokens"] = max_tokens
    return out


def write_system_message_from_texts(it: list[hub.Text], context: Context) -> SystemMessage | None:
    if not it:
        return None
    content2 = if_marked(it)
    content: Any = [write_text_part_from_text(x, context) for x in content2] if content2 is not None else None
    if content is None:
        content = join([x["text"] for x in it], "\n\n")
    return {"role": "system", "content": "" if content is None else content}


def write_text_part_from_text(it: hub.Text, context: Context) -> TextPart:
    out: TextPart = {"type": "text", "text": it["text"]}
    cache_breakpoint = it.get("cache_breakpoint")
    cache_control = (
        write_mark_from_cache_breakpoint(cache_breakpoint, context)
        if cache_breakpoint is not None
        else None
    )
    if cache_control is not None:
        out["cache_control"] = cache_control
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
    reasoning_content = join(filled([x["text"] for x in blocks_ if x["kind"] == "reasoning"]), "\n\n")
    if reasoning_content is not None:
        out["reasoning_content"] = reasoning_content
    if (thinking_blocks := flat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"])) is not None:
        out["thinking_blocks"] = thinking_blocks
    return out


def write_tool_message_from_tool_result(it: hub.ToolResult, context: Context) -> ToolMessage:
    blocks_ = it["blocks"]
    content2 = if_marked([x for x in blocks_ if x["kind"] == "text"])
    content: Any = [write_text_part_from_text(x, context) for x in content2] if content2 is not None else None
    if content is None:
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
    return {"role": "tool", "tool_call_id": it["id"], "content": "" if content is None else content}


def write_part_from_block(it: hub.Block, context: Context) -> Any:
    if it["kind"] == "text":
        out: TextPart = {"type": "text", "text": it["text"]}
        cache_breakpoint = it.get("cache_breakpoint")
        cache_control = (
            write_mark_from_cache_breakpoint(cache_breakpoint, context)
            if cache_breakpoint is not None
            else None
        )
        if cache_control is not None:
            out["cache_control"] = cache_control
        return out
    elif it["kind"] == "image":
        url = data_url(it)
        if url is None:
            url = it.get("url")
        return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
    elif it["kind"] == "document":
        file: FileData = {"filename": filed_as(it)}
        if (file_data := data_url(it)) is not None:
            file["file_data"] = file_data
        return {"type": "file", "file": file}
    else:
        return None


def write_tool_from_tool(it: hub.Tool, context: Context) -> Any:
    if it["kind"] == "function":
        if it.get("examples") is not None:
            context.lose("tools.examples", "this provider takes no examples")
        function: Function = {"name": it["name"]}
        if (description := it.get("description")) is not None:
            function["description"] = description
        if (parameters := it.get("schema")) is not None:
            function["parameters"] = parameters
        if (strict := it.get("strict")) is not None:
            function["strict"] = strict
        out: FunctionTool = {"type": "function", "function": function}
        cache_breakpoint = it.get("cache_breakpoint")
        cache_control = (
            write_mark_from_cache_breakpoint(cache_breakpoint, context)
            if cache_breakpoint is not None
            else None
        )
        if cache_control is not None:
            out["cache_control"] = cache_control
        return out
    else:  # hosted, toolset
        return None


def write_mark_from_cache_breakpoint(it: hub.CacheBreakpoint, context: Context) -> Mark:
    out: Mark = {"type": "ephemeral"}
    ttl = it.get("ttl")
    if (ttl2 := WRITE_LIVES[ttl] if ttl is not None else None) is not None:
        out["ttl"] = ttl2
    return out


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[])
    passes.choose_tools(request, context, most=128, deferred="all")
    passes.open_proofs(request, context, kinds=["rd"])
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
    passes.carry_media(request, context, native=False, vision=True, files=True)
    passes.drop_empty(request, context, blank=True)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=4, results="parts")
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=40)
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    passes.settle_effort(request, context, words=["none", "low", "medium", "high"], off="none")
    passes.split_stops(request, context, most=4)
    passes.cap_limit(request, context)
    return write_request_from_request(request, context)
