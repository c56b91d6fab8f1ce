"""What Google Gemini changes: request.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import is_, lone_text, negate, prose, to_json
from dragoman_adapters.gemini_provider.types import Extra, Google
from dragoman_adapters.openai_chat.request import (
    AssistantMessage,
    Called,
    NamedSchema,
    StreamOptions,
    write_part_from_block,
    write_system_message_from_message,
    write_system_message_from_texts,
    write_tool_choice_from_tool_choice,
    write_tool_from_tool,
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
    extra_body: ExtraBody | None


class FunctionCall(TypedDict, total=False):
    type: Literal["function"]
    id: str
    function: Called
    extra_content: Extra | None


class ExtraBody(TypedDict, total=False):
    google: GoogleBody | None


class GoogleBody(TypedDict, total=False):
    thinking_config: ThinkingConfig | None


class ThinkingConfig(TypedDict, total=False):
    include_thoughts: bool | None
    thinking_level: str | None
    thinking_budget: int | None


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("user_id") is not None:
        context.lose("user_id", "this provider asks for no user")
    if it.get("compaction") is not None:
        context.lose("compaction", "this provider condenses no conversation")
    if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
        context.lose("parallel_tool_calls", "this provider has no switch for calls in parallel")
    if it.get("service_tier") is not None:
        context.lose("service_tier", "this provider is asked for no tier")
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
    reasoning_effort: Any
    if context.holds[4]:
        reasoning_effort = None
    else:
        reasoning_effort = None if context.holds[3] else it.get("reasoning_effort")
    if reasoning_effort is not None:
        out["reasoning_effort"] = reasoning_effort
    if (max_tokens := it.get("max_tokens")) is not None:
        out["max_tokens"] = max_tokens
    extra_body: Any
    if context.holds[4]:
        extra_body2: ExtraBody = {}
        google: GoogleBody = {}
        thinking_config: ThinkingConfig = {}
        reasoning = it.get("reasoning")
        include_thoughts = is_(reasoning["mode"] if reasoning else None, "on")
        if include_thoughts is None:
            include_thoughts = is_(reasoning["mode"] if reasoning else None, "auto")
        if include_thoughts is not None:
            thinking_config["include_thoughts"] = include_thoughts
        if (thinking_budget := reasoning.get("budget_tokens") if reasoning else None) is not None:
            thinking_config["thinking_budget"] = thinking_budget
        if thinking_config:
            google["thinking_config"] = thinking_config
        if google:
            extra_body2["google"] = google
        extra_body = extra_body2
    else:
        extra_body3: Any
        if context.holds[3]:
            extra_body4: ExtraBody = {}
            google2: GoogleBody = {}
            thinking_config2: ThinkingConfig = {}
            reasoning2 = it.get("reasoning")
            include_thoughts2 = is_(reasoning2["mode"] if reasoning2 else None, "on")
            if include_thoughts2 is None:
                include_thoughts2 = is_(reasoning2["mode"] if reasoning2 else None, "auto")
            if include_thoughts2 is not None:
                thinking_config2["include_thoughts"] = include_thoughts2
            if (thinking_level := it.get("reasoning_effort")) is not None:
                thinking_config2["thinking_level"] = thinking_level
            if thinking_config2:
                google2["thinking_config"] = thinking_config2
            if google2:
                extra_body4["google"] = google2
            extra_body3 = extra_body4
        else:
            extra_body3 = None
        extra_body = extra_body3
    if extra_body:
        out["extra_body"] = extra_body
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
    return out


def write_call_from_tool_call(it: hub.ToolCall, context: Context) -> Any:
    arguments = to_json(it["input"])
    out: FunctionCall = {
        "id": it["id"],
        "type": "function",
        "function": {"name": it["name"], "arguments": "{}" if arguments is None else arguments},
    }
    extra_content: Extra = {}
    google: Google = {}
    if (thought_signature := it.get("signature")) is not None:
        google["thought_signature"] = thought_signature
    if google:
        extra_content["google"] = google
    if extra_content:
        out["extra_content"] = extra_content
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
    passes.carry_media(request, context, native=False, vision=True, files=False)
    passes.drop_empty(request, context)
    passes.end_on_user(request, context, mode="refuse")
    passes.keep_marks(request, context, most=0)
    passes.return_proofs(request, context, missing="skip_thought_signature_validator" if context.holds[0] else "")
    passes.shorten_names(request, context, most=64, illegal="[^a-zA-Z0-9_-]")
    passes.shorten_ids(request, context, most=40)
    passes.tidy_schemas(request, context, drop=["$schema"], strict=True)
    if context.holds[5]:
        passes.settle_budget(
            request,
            context,
            budgets={
                "none": 128,
                "minimal": 512,
                "low": 1024,
                "medium": 8192,
                "high": 24576,
                "xhigh": 32768,
                "max": 32768,
            },
            least=128,
            most=32768,
            off=128,
        )
    if not context.holds[5] and context.holds[4]:
        passes.settle_budget(
            request,
            context,
            budgets={
                "none": 0,
                "minimal": 512,
                "low": 1024,
                "medium": 8192,
                "high": 24576,
                "xhigh": 32768,
                "max": 32768,
            },
            least=512,
            most=24576,
        )
    passes.fit_schemas(
        request,
        context,
        keywords=[
            "type",
            "format",
            "title",
            "description",
            "nullable",
            "enum",
            "items",
            "minItems",
            "maxItems",
            "properties",
            "required",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "anyOf",
        ],
        formats=["date-time", "enum"],
    )
    passes.settle_effort(
        request,
        context,
        words=["none", "low", "medium", "high"] if context.holds[2] else ["low", "medium", "high"] if context.holds[1] else [
            "minimal",
            "low",
            "medium",
            "high",
        ],
        off="none" if context.holds[2] else "",
    )
    passes.split_stops(request, context, most=4)
    passes.cap_limit(request, context, caps={"gemini-*": 65536})
    return write_request_from_request(request, context)
