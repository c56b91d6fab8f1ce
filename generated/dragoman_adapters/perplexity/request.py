"""What Perplexity changes: request.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import data_url, filed_as, flat, lone_text
from dragoman_adapters.openai_chat.request import (
    Function,
    NamedSchema,
    StreamOptions,
    write_assistant_message_from_message,
    write_system_message_from_message,
    write_system_message_from_texts,
    write_tool_message_from_tool_result,
)


class Request(TypedDict, total=False):
    model: str
    messages: list[Any]
    max_completion_tokens: int | None
    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    stop: str | list[str] | None
    stream: bool | None
    stream_options: StreamOptions | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    response_format: Any
    reasoning_effort: str | None
    service_tier: str | None
    user: str | None
    n: int | None
    search_domain_filter: list[str] | None


class FileUrlPart(TypedDict, total=False):
    type: Literal["file_url"]
    file_url: FileUrl
    file_name: str | None


class FileUrl(TypedDict, total=False):
    url: str


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("user_id") is not None:
        context.lose("user_id", "this provider asks for no user")
    if it.get("compaction") is not None:
        context.lose("compaction", "this provider condenses no conversation")
    if it.get("service_tier") is not None:
        context.lose("service_tier", "this provider has no tiers")
    tools = it.get("tools")
    if [x for x in tools if x["kind"] == "function"] if tools is not None else None and it.get("tools") is not None:
        context.lose("tools", "this provider calls no tools")
    if any(x.get("blocked_domains") is not None for x in tools or ()):
        context.lose("tools.*.blocked_domains", "this provider is told where to search, not where not to")
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
    if (max_tokens := it.get("max_tokens")) is not None:
        out["max_tokens"] = max_tokens
    if (search_domain_filter := flat([x.get("allowed_domains") for x in tools or () if x["kind"] == "hosted"])):
        out["search_domain_filter"] = search_domain_filter
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


def write_part_from_block(it: hub.Block, context: Context) -> Any:
    if it["kind"] == "text":
        return {"type": "text", "text": it["text"]}
    elif it["kind"] == "image":
        url = data_url(it)
        if url is None:
            url = it.get("url")
        return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
    elif it["kind"] == "document":
        url2 = it.get("data")
        if url2 is None:
            url2 = it.get("url")
        return {"type": "file_url", "file_url": {"url": "" if url2 is None else url2}, "file_name": filed_as(it)}
    else:
        return None


def write_tool_from_tool(it: hub.Tool, context: Context) -> Any:
    if it["kind"] == "function":
        if it.get("examples") is not None:
            context.lose("examples", "this provider takes no examples")
        function: Function = {"name": it["name"]}
        if (description := it.get("description")) is not None:
            function["description"] = description
        if (parameters := it.get("schema")) is not None:
            function["parameters"] = parameters
        if (strict := it.get("strict")) is not None:
            function["strict"] = strict
        return {"type": "function", "function": function}
    else:  # hosted, toolset
        return None


def write_tool_choice_from_tool_choice(it: hub.ToolChoice, context: Context) -> Any:
    if it["mode"] == "auto":
        return "auto"
    elif it["mode"] == "any":
        return "required"
    elif it["mode"] == "tool":
        name = it.get("name")
        return {"type": "function", "function": {"name": "" if name is None else name}}
    else:  # none
        return "none"


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=["search"])
    passes.choose_tools(request, context, most=128, deferred="all")
    passes.open_proofs(request, context, kinds=[])
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
    passes.carry_media(request, context, native=False, vision=True, files=True, links=True)
    passes.tell_calls(request, context, call="[called {name}: {input}]", result="[result of {name}]\n")
    passes.drop_empty(request, context)
    passes.alternate(request, context)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=0)
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=40)
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    passes.settle_effort(request, context, words=["low", "medium", "high"] if context.holds[0] else [])
    passes.split_stops(request, context, most=0)
    passes.cap_limit(request, context)
    return write_request_from_request(request, context)
