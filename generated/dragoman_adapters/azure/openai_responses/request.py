"""What Azure OpenAI changes: request.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import at_least, filled, is_, join, member, then, to_json
from dragoman_adapters.openai_responses.request import (
    CompactionItem,
    Reasoning,
    ReasoningItem,
    TextOptions,
    write_item_from_tool_result,
    write_part_from_block,
    write_tool_choice_from_tool_choice,
    write_tool_from_tool,
)
from dragoman_adapters.openai_responses.types import WRITE_TIERS


class Request(TypedDict, total=False):
    model: str
    input: list[Any]
    instructions: str | None
    max_output_tokens: int | None
    temperature: float | None
    top_p: float | None
    stream: bool | None
    store: bool | None
    include: list[str] | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    text: TextOptions | None
    reasoning: Reasoning | None
    service_tier: str | None
    context_management: list[Managing] | None


class Message(TypedDict, total=False):
    type: Literal["message"]
    role: str
    content: str | list[Any]
    phase: str | None


class Managing(TypedDict, total=False):
    type: str
    compact_threshold: int


def write_request_from_request(it: hub.Request, context: Context) -> Request:
    if it.get("top_k") is not None:
        context.lose("top_k", "this provider does not sample by rank")
    if it.get("user_id") is not None:
        context.lose("user_id", "this provider asks for no user")
    if context.holds[0] and it.get("temperature") is not None:
        context.lose("temperature", "a reasoning model samples as it likes")
    if context.holds[0] and it.get("top_p") is not None:
        context.lose("top_p", "a reasoning model samples as it likes")
    messages = it["messages"]
    out: Request = {
        "model": it["model"],
        "input": [y for x in messages for y in write_item_from_message(x, context)],
        "store": False,
    }
    system = it.get("system")
    if (instructions := join([x["text"] for x in system or ()], "\n\n")) is not None:
        out["instructions"] = instructions
    if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
        out["max_output_tokens"] = max_output_tokens
    if (temperature := None if context.holds[0] else it.get("temperature")) is not None:
        out["temperature"] = temperature
    if (top_p := None if context.holds[0] else it.get("top_p")) is not None:
        out["top_p"] = top_p
    if (stream := it.get("stream")) is not None:
        out["stream"] = stream
    include: Any
    if context.holds[0]:
        tools = it.get("tools")
        item = then(filled([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        include = ["reasoning.encrypted_content", *([item] if item is not None else [])]
    else:
        tools2 = it.get("tools")
        item2 = then(filled([x for x in tools2 or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        include = [*([item2] if item2 is not None else [])]
    if include:
        out["include"] = include
    tools3 = it.get("tools")
    if (tools4 := [tool for x in tools3 or () if (tool := write_tool_from_tool(x, context)) is not None]):
        out["tools"] = tools4
    tool_choice = it.get("tool_choice")
    tool_choice2 = write_tool_choice_from_tool_choice(tool_choice, context) if tool_choice is not None else None
    if tool_choice2 is not None:
        out["tool_choice"] = tool_choice2
    if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
        out["parallel_tool_calls"] = parallel_tool_calls
    text_: Any = None
    response_format = it.get("response_format")
    if response_format.get("schema") if response_format else None:
        name = response_format.get("name") if response_format else None
        schema = response_format.get("schema") if response_format else None
        strict = response_format.get("strict") if response_format else None
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
    reasoning: Any
    if context.holds[0]:
        reasoning3: Any = None
        reasoning4 = it.get("reasoning")
        if is_(reasoning4.get("display") if reasoning4 else None, "hidden"):
            reasoning5: Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                reasoning5["effort"] = effort
            reasoning3 = reasoning5
        reasoning2: Any = reasoning3
        if reasoning2 is None:
            reasoning6: Any = None
            if is_(reasoning4["mode"] if reasoning4 else None, "off"):
                reasoning7: Reasoning = {}
                if (effort2 := it.get("reasoning_effort")) is not None:
                    reasoning7["effort"] = effort2
                reasoning6 = reasoning7
            reasoning2 = reasoning6
        if reasoning2 is None:
            reasoning8: Any = None
            if reasoning4["mode"] if reasoning4 else None:
                reasoning9: Reasoning = {"summary": "auto"}
                if (effort3 := it.get("reasoning_effort")) is not None:
                    reasoning9["effort"] = effort3
                reasoning8 = reasoning9
            reasoning2 = reasoning8
        if reasoning2 is None:
            reasoning10: Any = None
            if it.get("reasoning_effort"):
                reasoning11: Reasoning = {}
                if (effort4 := it.get("reasoning_effort")) is not None:
                    reasoning11["effort"] = effort4
                reasoning10 = reasoning11
            reasoning2 = reasoning10
        reasoning = reasoning2
    else:
        reasoning12: Any = None
        if it.get("reasoning_effort"):
            reasoning13: Reasoning = {}
            if (effort5 := it.get("reasoning_effort")) is not None:
                reasoning13["effort"] = effort5
            reasoning12 = reasoning13
        reasoning = reasoning12
    if reasoning:
        out["reasoning"] = reasoning
    service_tier = it.get("service_tier")
    if (service_tier2 := WRITE_TIERS[service_tier] if service_tier is not None else None) is not None:
        out["service_tier"] = service_tier2
    compaction = it.get("compaction")
    if context_management := [write_managing_from_compaction(x, context) for x in compaction or ()]:
        out["context_management"] = context_management
    return out


def write_item_from_message(it: hub.Message, context: Context) -> list[Any]:
    blocks_ = it["blocks"]
    if [x for x in blocks_ if x["kind"] == "encrypted_reasoning"]:
        context.lose("messages.blocks.encrypted_reasoning", "this provider takes no reasoning of others back")
    if [x for x in blocks_ if x["kind"] == "hosted_tool_call"]:
        context.lose("messages.blocks.hosted_tool_call", "only the vendor itself runs such a call")
    if [x for x in blocks_ if x["kind"] == "hosted_tool_result"]:
        context.lose("messages.blocks.hosted_tool_result", "only the vendor itself runs such a call")
    if it["role"] == "system":
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n")
        return [{"type": "message", "role": "developer", "content": "" if content is None else content}]
    elif it["role"] == "user":
        item: Any = None
        if [x for x in blocks_ if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"]:
            item = {
                "type": "message",
                "role": "user",
                "content": [
                    part
                    for x in blocks_
                    if x["kind"] == "text" or x["kind"] == "image" or x["kind"] == "document"
                    if (part := write_part_from_block(x, context)) is not None
                ],
            }
        return [
            *[write_item_from_tool_result(x, context) for x in blocks_ if x["kind"] == "tool_result"],
            *([item] if item is not None else []),
        ]
    else:  # assistant
        return [item2 for x in blocks_ if (item2 := write_item_from_block(x, context)) is not None]


def write_item_from_block(it: hub.Block, context: Context) -> Any:
    if it["kind"] == "text":
        out: Message = {"type": "message", "role": "assistant", "content": it["text"]}
        phase = then(it.get("final"), "final_answer")
        if (phase2 := ("commentary" if phase is None else phase) if context.holds[9] else None) is not None:
            out["phase"] = phase2
        return out
    elif it["kind"] == "tool_call":
        arguments = to_json(it["input"])
        return {
            "type": "function_call",
            "call_id": it["id"],
            "name": it["name"],
            "arguments": "{}" if arguments is None else arguments,
        }
    elif it["kind"] == "reasoning":
        found2: Any = None
        if member(it.get("details"), "as"):
            encrypted_content = member(it.get("details"), "e")
            found3: CompactionItem = {
                "type": "compaction",
                "encrypted_content": "" if encrypted_content is None else encrypted_content,
            }
            if (id_ := member(it.get("details"), "i")) is not None:
                found3["id"] = id_
            found2 = found3
        found: Any | None = found2
        if found is not None:
            return found
        item: Any = None
        if it["text"]:
            item = {"type": "summary_text", "text": it["text"]}
        encrypted_content2 = member(it.get("details"), "e")
        out2: ReasoningItem = {
            "type": "reasoning",
            "summary": [*([item] if item is not None else [])],
            "encrypted_content": "" if encrypted_content2 is None else encrypted_content2,
        }
        if (id_2 := member(it.get("details"), "i")) is not None:
            out2["id"] = id_2
        return out2
    else:
        return None


def write_managing_from_compaction(it: hub.Compaction, context: Context) -> Managing:
    compact_threshold = at_least(it["trigger_tokens"], 1000)
    return {"type": "compaction", "compact_threshold": 1000 if compact_threshold is None else compact_threshold}


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
    if context.holds[9]:
        passes.tell_ends(request, context)
    return write_request_from_request(request, context)
