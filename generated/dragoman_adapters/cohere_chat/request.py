"""Requests of Cohere Chat v2.

Generated from specs/protocols/cohere_chat/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import data_url, equals, join, joined_text, negate, single_text, then, to_json, unless
from dragoman_adapters.cohere_chat.types import WriteTypes


class Request(TypedDict, total=False):
    model: str
    messages: list[Message]
    stream: bool
    tools: list[Tool] | None
    tool_choice: Any
    response_format: ResponseFormat | None
    thinking: Thinking | None
    max_tokens: int | None
    stop_sequences: list[str] | None
    temperature: float | None
    p: float | None
    k: int | None
    seed: int | None
    frequency_penalty: float | None
    presence_penalty: float | None


class Message(TypedDict, total=False):
    role: str
    content: str | list[Part] | None
    tool_plan: str | None
    tool_calls: list[ToolCall] | None
    tool_call_id: str | None


class Part(TypedDict, total=False):
    type: str
    text: str | None
    thinking: str | None
    image_url: ImageUrl | None


class ImageUrl(TypedDict, total=False):
    url: str


class ToolCall(TypedDict, total=False):
    id: str
    type: str
    function: Called


class Called(TypedDict, total=False):
    name: str
    arguments: str


class Tool(TypedDict, total=False):
    type: str
    function: Function


class Function(TypedDict, total=False):
    name: str
    description: str | None
    parameters: Any


class ResponseFormat(TypedDict, total=False):
    type: str
    json_schema: Any


class Thinking(TypedDict, total=False):
    type: str
    token_budget: int | None


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context, separator="\n\n")
        passes.select_tools(request, self.context, forced="alone")
        passes.open_signatures(request, self.context, kinds=["rc"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, vision=True, files=False)
        passes.arrange_messages(request, self.context, blank=True, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]")
        self.compile_schemas(request)
        passes.map_reasoning(request, self.context)
        passes.limit_parameters(request, self.context, stop_sequences=5)
        return self.write_request_from_request(request)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(request, self.context, drop=["$schema"])

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
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
        }
        tools = it.get("tools")
        if (tools2 := [self.write_tool_from_function_tool(x) for x in tools or () if x["kind"] == "function"]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None and (tool_choice2 := self.write_choice_from_tool_choice(tool_choice)) is not None:
            out["tool_choice"] = tool_choice2
        if (response_format := self.write_request_response_format(it)) is not None:
            out["response_format"] = response_format
        if (thinking := self.write_request_thinking(it)) is not None:
            out["thinking"] = thinking
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if stop_sequences := it.get("stop_sequences"):
            out["stop_sequences"] = stop_sequences
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (p := it.get("top_p")) is not None:
            out["p"] = p
        if (k := it.get("top_k")) is not None:
            out["k"] = k
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        reasoning = it.get("reasoning")
        if (
            equals(reasoning["mode"] if reasoning else None, "interleaved")
        ) and reasoning and reasoning["mode"] is not None:
            self.context.lose("reasoning.mode", "reasoning between tool calls alone is not supported by this provider")
        if it.get("reasoning_effort") is not None:
            self.context.lose("reasoning_effort", "reasoning is either enabled or disabled for this model")
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
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities belong to texts of several tokens at this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities belong to texts of several tokens at this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")

    def write_request_response_format(self, it: hub.Request) -> ResponseFormat | None:
        response_format = it.get("response_format")
        return self.write_response_format_from_response_format(response_format) if response_format is not None else None

    def write_request_thinking(self, it: hub.Request) -> Thinking | None:
        if not it.get("reasoning"):
            return None
        reasoning = it.get("reasoning")
        mode = reasoning["mode"] if reasoning else None
        type_ = self.SWITCHES[mode] if mode is not None else None
        out: Thinking = {"type": "enabled" if type_ is None else type_}
        if reasoning and (token_budget := reasoning.get("budget_tokens")) is not None:
            out["token_budget"] = token_budget
        return out

    def write_choice_from_tool_choice(self, it: hub.ToolChoice) -> Any:
        if it["mode"] == "auto":
            return None
        elif it["mode"] == "any" or it["mode"] == "tool":
            return "REQUIRED"
        else:  # none
            return "NONE"

    def write_response_format_from_response_format(self, it: hub.ResponseFormat) -> ResponseFormat:
        if it.get("description") is not None:
            self.context.lose("response_format.description", "schemas have no description at this provider")
        out: ResponseFormat = {"type": "json_object"}
        if (json_schema := it.get("schema")) is not None:
            out["json_schema"] = json_schema
        return out

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
                content: Any = single_text(it["blocks"])
                if content is None:
                    content = [
                        part
                        for x in blocks_
                        if x["kind"] == "text" or x["kind"] == "image"
                        if (part := self.write_part_from_block(x)) is not None
                    ]
                item = {"role": "user", "content": content}
            return [
                *[self.write_message_from_tool_result(x) for x in blocks_ if x["kind"] == "tool_result"],
                *([item] if item is not None else []),
            ]
        elif it["role"] == "assistant":
            blocks_2 = it["blocks"]
            kinds = {x["kind"] for x in blocks_2}
            if "encrypted_reasoning" in kinds:
                self.context.lose(
                    "messages.blocks.encrypted_reasoning",
                    "encrypted reasoning of other vendors cannot be decrypted",
                )
            if "hosted_tool_call" in kinds:
                self.context.lose(
                    "messages.blocks.hosted_tool_call",
                    "hosted tool calls are executed by the vendor only",
                )
            if "hosted_tool_result" in kinds:
                self.context.lose(
                    "messages.blocks.hosted_tool_result",
                    "hosted tool calls are executed by the vendor only",
                )
            role = "assistant"
            calls = [x for x in blocks_2 if x["kind"] == "tool_call"]
            thoughts = [x for x in blocks_2 if x["kind"] == "reasoning"]
            content3: Any = None
            if then(thoughts, calls):
                content3 = [
                    part2
                    for x in blocks_2
                    if x["kind"] == "reasoning"
                    if (part2 := self.write_part_from_block(x)) is not None
                ]
            content2: Any = content3
            if content2 is None:
                if thoughts:
                    content2 = [
                        part3
                        for x in blocks_2
                        if x["kind"] == "text" or x["kind"] == "reasoning"
                        if (part3 := self.write_part_from_block(x)) is not None
                    ]
            if content2 is None:
                content2 = unless(joined_text(it["blocks"]), calls)
            tool_plan: Any = None
            if calls:
                tool_plan = joined_text(it["blocks"])
            tool_calls = [self.write_tool_call_from_tool_call(x) for x in blocks_2 if x["kind"] == "tool_call"]
            item2: Message = {"role": role}
            if content2:
                item2["content"] = content2
            if tool_plan is not None:
                item2["tool_plan"] = tool_plan
            if tool_calls:
                item2["tool_calls"] = tool_calls
            return [item2]
        else:  # system
            self.context.lose(
                "messages.role",
                "system messages after the first message are not supported by this provider",
            )
            return None

    def write_part_from_block(self, it: hub.Block) -> Part | None:
        if it["kind"] == "text":
            return {"type": "text", "text": it["text"]}
        elif it["kind"] == "image":
            url = data_url(it)
            if url is None:
                url = it.get("url")
            return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
        elif it["kind"] == "reasoning":
            return {"type": "thinking", "thinking": it["text"]}
        else:
            return None

    def write_message_from_tool_result(self, it: hub.ToolResult) -> Message:
        blocks_ = it["blocks"]
        content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        return {"role": "tool", "tool_call_id": it["id"], "content": "" if content is None else content}

    def write_tool_call_from_tool_call(self, it: hub.ToolCall) -> ToolCall:
        arguments = to_json(it["input"])
        return {
            "id": it["id"],
            "type": "function",
            "function": {"name": it["name"], "arguments": "{}" if arguments is None else arguments},
        }

    def write_tool_from_function_tool(self, it: hub.FunctionTool) -> Tool:
        if it.get("examples") is not None:
            self.context.lose("tools.examples", "tool examples are not supported by this provider")
        parameters = it.get("schema")
        function: Function = {"name": it["name"], "parameters": {} if parameters is None else parameters}
        if (description := it.get("description")) is not None:
            function["description"] = description
        return {"type": "function", "function": function}


write: Final = WriteRequest.of
