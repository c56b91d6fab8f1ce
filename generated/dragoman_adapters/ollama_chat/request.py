"""Requests of Ollama Chat.

Generated from specs/protocols/ollama_chat/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import join, joined_text, negate
from dragoman_adapters.ollama_chat.types import WriteTypes


class Request(TypedDict, total=False):
    model: str
    messages: list[Message]
    tools: list[Tool] | None
    format: Any
    think: bool | str | None
    options: Options | None
    logprobs: bool | None
    top_logprobs: int | None
    stream: bool
    truncate: bool | None
    shift: bool | None


class Options(TypedDict, total=False):
    num_predict: int | None
    temperature: float | None
    top_p: float | None
    top_k: int | None
    stop: list[str] | None
    seed: int | None
    frequency_penalty: float | None
    presence_penalty: float | None


class Message(TypedDict, total=False):
    role: str
    content: str
    thinking: str | None
    images: list[str] | None
    tool_calls: list[ToolCall] | None
    tool_name: str | None
    tool_call_id: str | None


class ToolCall(TypedDict, total=False):
    id: str | None
    type: str | None
    function: FunctionCall


class FunctionCall(TypedDict, total=False):
    name: str
    arguments: Any


class Tool(TypedDict, total=False):
    type: str
    function: Declared


class Declared(TypedDict, total=False):
    name: str
    description: str | None
    parameters: Any


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context, separator="\n\n")
        passes.select_tools(request, self.context, modes=[])
        passes.open_signatures(request, self.context, kinds=["rc"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ", names=True)
        passes.place_media(request, self.context, vision=True, files=False, linked=False)
        passes.arrange_messages(request, self.context, end="continue")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_.-]")
        passes.compile_schemas(request, self.context, drop=["$schema"], grammar=True)
        self.map_reasoning(request)
        passes.limit_parameters(request, self.context, stop_sequences=100)
        return self.write_request_from_request(request)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["none", "low", "medium", "high", "max"], disabled="none")

    def write_request_from_request(self, it: hub.Request) -> Request:
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service tiers are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        response_format = it.get("response_format")
        if response_format and response_format.get("description") is not None:
            self.context.lose("response_format.description", "schemas have no description at this provider")
        system = it.get("system")
        item = self.write_message_from_texts(system) if system is not None else None
        messages = it["messages"]
        stream = it.get("stream")
        out: Request = {
            "model": it["model"],
            "messages": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_message_from_message(x) or ()],
            ],
            "stream": False if stream is None else stream,
            "truncate": False,
            "shift": False,
        }
        tools = it.get("tools")
        if (tools2 := [self.write_tool_from_function_tool(x) for x in tools or () if x["kind"] == "function"]):
            out["tools"] = tools2
        format_: Any = response_format.get("schema") if response_format else None
        if format_ is None:
            if it.get("response_format"):
                format_ = "json"
        if format_ is not None:
            out["format"] = format_
        reasoning_effort = it.get("reasoning_effort")
        if reasoning_effort is not None:
            out["think"] = self.write_think_from_reasoning_effort(reasoning_effort)
        options: Options = {}
        if (num_predict := it.get("max_tokens")) is not None:
            options["num_predict"] = num_predict
        if (temperature := it.get("temperature")) is not None:
            options["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            options["top_p"] = top_p
        if (top_k := it.get("top_k")) is not None:
            options["top_k"] = top_k
        if stop := it.get("stop_sequences"):
            options["stop"] = stop
        if (seed := it.get("seed")) is not None:
            options["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            options["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            options["presence_penalty"] = presence_penalty
        if options:
            out["options"] = options
        if (logprobs := it.get("logprobs")) is not None:
            out["logprobs"] = logprobs
        if it.get("logprobs"):
            if (top_logprobs := it.get("top_logprobs")) is not None:
                out["top_logprobs"] = top_logprobs
        return out

    def write_think_from_reasoning_effort(self, it: hub.ReasoningEffort) -> bool | str:
        if it == "none":
            return False
        elif it == "minimal" or it == "low":
            return "low"
        elif it == "medium":
            return "medium"
        elif it == "high" or it == "xhigh":
            return "high"
        else:  # max
            return "max"

    def write_message_from_texts(self, it: list[hub.Text]) -> Message | None:
        if not it:
            return None
        content = join([x["text"] for x in it], "\n\n")
        return {"role": "system", "content": "" if content is None else content}

    def write_message_from_message(self, it: hub.Message) -> list[Message] | None:
        if it["role"] == "user":
            blocks_ = it["blocks"]
            item: Any = None
            if [x for x in blocks_ if x["kind"] == "text" or x["kind"] == "image"]:
                kinds = {x["kind"] for x in blocks_}
                content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n\n") if "text" in kinds else None
                item2: Message = {"role": "user", "content": "" if content is None else content}
                images = [x.get("data") for x in blocks_ if x["kind"] == "image"]
                if (images2 := [x for x in images if x is not None]):
                    item2["images"] = images2
                item = item2
            return [
                *[self.write_message_from_tool_result(x) for x in blocks_ if x["kind"] == "tool_result"],
                *([item] if item is not None else []),
            ]
        elif it["role"] == "assistant":
            blocks_2 = it["blocks"]
            kinds2 = {x["kind"] for x in blocks_2}
            if "encrypted_reasoning" in kinds2:
                self.context.lose(
                    "messages.blocks.encrypted_reasoning",
                    "encrypted reasoning of other vendors cannot be decrypted",
                )
            if "hosted_tool_call" in kinds2:
                self.context.lose(
                    "messages.blocks.hosted_tool_call",
                    "hosted tool calls are executed by the vendor only",
                )
            if "hosted_tool_result" in kinds2:
                self.context.lose(
                    "messages.blocks.hosted_tool_result",
                    "hosted tool calls are executed by the vendor only",
                )
            content2 = joined_text(it["blocks"])
            item3: Message = {"role": "assistant", "content": "" if content2 is None else content2}
            thinking = join(
                [x["text"] for x in blocks_2 if x["kind"] == "reasoning"],
                "\n\n",
            ) if "reasoning" in kinds2 else None
            if thinking is not None:
                item3["thinking"] = thinking
            if (tool_calls := [self.write_tool_call_from_tool_call(x) for x in blocks_2 if x["kind"] == "tool_call"]):
                item3["tool_calls"] = tool_calls
            return [item3]
        else:  # system
            self.context.lose(
                "messages.role",
                "system messages after the first message are not supported by this provider",
            )
            return None

    def write_message_from_tool_result(self, it: hub.ToolResult) -> Message:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        out: Message = {"role": "tool", "content": "" if content is None else content, "tool_call_id": it["id"]}
        if (tool_name := it.get("name")) is not None:
            out["tool_name"] = tool_name
        return out

    def write_tool_call_from_tool_call(self, it: hub.ToolCall) -> ToolCall:
        return {"id": it["id"], "type": "function", "function": {"name": it["name"], "arguments": it["input"]}}

    def write_tool_from_function_tool(self, it: hub.FunctionTool) -> Tool:
        if it.get("examples") is not None:
            self.context.lose("tools.examples", "tool examples are not supported by this provider")
        function: Declared = {"name": it["name"]}
        if (description := it.get("description")) is not None:
            function["description"] = description
        if (parameters := it.get("schema")) is not None:
            function["parameters"] = parameters
        return {"type": "function", "function": function}


write: Final = WriteRequest.of
