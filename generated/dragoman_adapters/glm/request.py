"""What GLM (Z.ai) changes: request.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import join, lone_text, prose
from dragoman_adapters.glm.types import WRITE_EFFORTS, WRITE_QUIETS, WRITE_SWITCHES
from dragoman_adapters.openai_chat.request import (
    AssistantMessage,
    Function,
    StreamOptions,
    write_call_from_tool_call,
    write_part_from_block,
    write_system_message_from_message,
    write_system_message_from_texts,
    write_tool_choice_from_tool_choice,
    write_tool_message_from_tool_result,
)
from dragoman_adapters.openai_chat.types import WRITE_TIERS


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
    thinking: Switch | None
    tool_stream: bool | None


class Switch(TypedDict, total=False):
    type: str | None
    clear_thinking: bool | None


class SearchTool(TypedDict, total=False):
    type: Literal["web_search"]
    web_search: Search


class Search(TypedDict, total=False):
    enable: bool
    search_engine: str
    search_result: bool
    search_domain_filter: str | None


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("user_id") is not None:
        context.lose("user_id", "this provider asks for no user")
    if it.get("compaction") is not None:
        context.lose("compaction", "this provider condenses no conversation")
    if it.get("parallel_tool_calls") is not None:
        context.lose("parallel_tool_calls", "the model calls as it likes")
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
    response_format: Any = None
    if it.get("response_format"):
        response_format = {"type": "json_object"}
    if response_format is not None:
        out["response_format"] = response_format
    reasoning_effort = it.get("reasoning_effort")
    if (reasoning_effort2 := WRITE_EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None) is not None:
        out["reasoning_effort"] = reasoning_effort2
    service_tier = it.get("service_tier")
    if (service_tier2 := WRITE_TIERS[service_tier] if service_tier is not None else None) is not None:
        out["service_tier"] = service_tier2
    if (max_tokens := it.get("max_tokens")) is not None:
        out["max_tokens"] = max_tokens
    thinking: Switch = {}
    reasoning = it.get("reasoning")
    mode = reasoning["mode"] if reasoning else None
    type_ = WRITE_SWITCHES[mode] if mode is not None else None
    if type_ is None:
        mode2 = tool_choice["mode"] if tool_choice else None
        type_ = WRITE_QUIETS.get(mode2) if mode2 is not None else None
    if (type_2 := None if context.holds[5] else type_) is not None:
        thinking["type"] = type_2
    if (clear_thinking := False if context.holds[3] else None) is not None:
        thinking["clear_thinking"] = clear_thinking
    if thinking:
        out["thinking"] = thinking
    if (tool_stream := True if context.holds[6] else None) is not None:
        out["tool_stream"] = tool_stream
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
    if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
        out["reasoning_content"] = reasoning_content
    return out


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
        return {"type": "function", "function": function}
    elif it["kind"] == "hosted":
        allowed_domains = it.get("allowed_domains")
        if (
            allowed_domains[1]
            if allowed_domains and len(allowed_domains) > 1
            else None
        ) and it.get("allowed_domains") is not None:
            context.lose("tools.allowed_domains", "this search can be kept to one place")
        if it.get("blocked_domains") is not None:
            context.lose("tools.blocked_domains", "this search cannot leave places out")
        if it.get("max_uses") is not None:
            context.lose("tools.max_uses", "this search counts for itself")
        if it.get("user_location") is not None:
            context.lose("tools.user_location", "this search asks for no place")
        web_search: Search = {
            "enable": True,
            "search_engine": "search_std" if context.holds[1] else "search-prime",
            "search_result": True,
        }
        if (search_domain_filter := allowed_domains[0] if allowed_domains else None) is not None:
            web_search["search_domain_filter"] = search_domain_filter
        return {"type": "web_search", "web_search": web_search}
    else:  # toolset
        return None


def write(request: hub.Request, context: Context) -> Request:
    passes.answer_nothing(request, context)
    passes.host_tools(request, context, sorts=[] if context.holds[2] else ["search"])
    passes.choose_tools(request, context, most=128, deferred="all", modes=[])
    passes.open_proofs(request, context, kinds=["rc"])
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
    passes.carry_media(
        request,
        context,
        native=False,
        vision=False if context.holds[0] else True,
        files=False if context.holds[0] else False,
    )
    passes.drop_empty(request, context)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=0)
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=40)
    passes.spell_format(
        request,
        context,
        lead="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n",
    )
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    passes.settle_effort(
        request,
        context,
        words=["low", "high", "max"] if context.holds[5] else ["high", "max"] if context.holds[4] else [],
        off="low" if context.holds[5] else "none",
    )
    passes.split_stops(request, context, most=1)
    passes.cap_limit(request, context)
    return write_request_from_request(request, context)
