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
    write_call_from_call,
    write_part_from_block,
    write_system_message_from_texts,
    write_system_message_from_turn,
    write_tool_choice_from_choice,
    write_tool_message_from_result,
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
    if it.get("rank") is not None:
        context.lose("rank", "this provider does not sample by rank")
    if it.get("person") is not None:
        context.lose("person", "this provider asks for no user")
    if it.get("condense") is not None:
        context.lose("condense", "this provider condenses no conversation")
    if it.get("parallel") is not None:
        context.lose("parallel", "the model calls as it likes")
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
    stream_options: Any = None
    if it.get("stream"):
        stream_options = {"include_usage": True}
    if stream_options is not None:
        out["stream_options"] = stream_options
    tools = it.get("tools")
    if (tools2 := [tool for x in tools or () if (tool := write_tool_from_tool(x, context)) is not None]):
        out["tools"] = tools2
    choice = it.get("choice")
    if (tool_choice := write_tool_choice_from_choice(choice, context) if choice is not None else None) is not None:
        out["tool_choice"] = tool_choice
    response_format: Any = None
    if it.get("format"):
        response_format = {"type": "json_object"}
    if response_format is not None:
        out["response_format"] = response_format
    effort = it.get("effort")
    if (reasoning_effort := WRITE_EFFORTS.get(effort) if effort is not None else None) is not None:
        out["reasoning_effort"] = reasoning_effort
    tier = it.get("tier")
    if (service_tier := WRITE_TIERS[tier] if tier is not None else None) is not None:
        out["service_tier"] = service_tier
    if (max_tokens := it.get("limit")) is not None:
        out["max_tokens"] = max_tokens
    thinking: Switch = {}
    thinking2 = it.get("thinking")
    mode = thinking2["mode"] if thinking2 else None
    type_ = WRITE_SWITCHES[mode] if mode is not None else None
    if type_ is None:
        mode2 = choice["mode"] if choice else None
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


def write_message_from_turn(it: hub.Turn, context: Context) -> list[Any]:
    if it["role"] == "system":
        return [write_system_message_from_turn(it, context)]
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
            *[write_tool_message_from_result(x, context) for x in blocks_ if x["kind"] == "result"],
            *([item] if item is not None else []),
        ]
    else:  # assistant
        return [write_assistant_message_from_turn(it, context)]


def write_assistant_message_from_turn(it: hub.Turn, context: Context) -> AssistantMessage:
    blocks_ = it["blocks"]
    if [x for x in blocks_ if x["kind"] == "sealed"]:
        context.lose("turns.blocks.sealed", "this provider takes no earlier reasoning back")
    if [x for x in blocks_ if x["kind"] == "errand"]:
        context.lose("turns.blocks.errand", "only the vendor itself runs such a call")
    if [x for x in blocks_ if x["kind"] == "outcome"]:
        context.lose("turns.blocks.outcome", "only the vendor itself runs such a call")
    out: AssistantMessage = {"role": "assistant", "content": prose(it["blocks"])}
    if (tool_calls := [write_call_from_call(x, context) for x in blocks_ if x["kind"] == "call"]):
        out["tool_calls"] = tool_calls
    if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "thought"], "\n\n")) is not None:
        out["reasoning_content"] = reasoning_content
    return out


def write_tool_from_tool(it: hub.Tool, context: Context) -> Any:
    if it["kind"] == "own":
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
        allowed = it.get("allowed")
        if (allowed[1] if allowed and len(allowed) > 1 else None) and it.get("allowed") is not None:
            context.lose("tools.allowed", "this search can be kept to one place")
        if it.get("blocked") is not None:
            context.lose("tools.blocked", "this search cannot leave places out")
        if it.get("most") is not None:
            context.lose("tools.most", "this search counts for itself")
        if it.get("place") is not None:
            context.lose("tools.place", "this search asks for no place")
        web_search: Search = {
            "enable": True,
            "search_engine": "search_std" if context.holds[1] else "search-prime",
            "search_result": True,
        }
        if (search_domain_filter := allowed[0] if allowed else None) is not None:
            web_search["search_domain_filter"] = search_domain_filter
        return {"type": "web_search", "web_search": web_search}
    else:  # set
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
        finding="search_result",
        loaded="Tool loaded: ",
        summary="conversation-summary",
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
