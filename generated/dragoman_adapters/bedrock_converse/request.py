"""Requests of Amazon Bedrock Converse.

Generated from specs/protocols/bedrock_converse/request.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.context import Context
from dragoman.library.filters import digest, equals, negate, non_empty, subtype, then, to_json
from dragoman_adapters.bedrock_converse.types import Tier, WriteTypes


class Request(TypedDict, total=False):
    messages: list[Message]
    system: list[SystemBlock] | None
    inferenceConfig: InferenceConfig | None
    toolConfig: ToolConfig | None
    outputConfig: OutputConfig | None
    serviceTier: Tier | None
    additionalModelRequestFields: Fields | None


class Message(TypedDict, total=False):
    role: str
    content: list[Block]


class SystemBlock(TypedDict, total=False):
    text: str | None
    cachePoint: CachePoint | None


class CachePoint(TypedDict, total=False):
    type: str
    ttl: str | None


class InferenceConfig(TypedDict, total=False):
    maxTokens: int | None
    temperature: float | None
    topP: float | None
    stopSequences: list[str] | None


class ToolConfig(TypedDict, total=False):
    tools: list[ToolEntry]
    toolChoice: Choice | None


class ToolEntry(TypedDict, total=False):
    toolSpec: ToolSpec | None
    cachePoint: CachePoint | None


class ToolSpec(TypedDict, total=False):
    name: str
    description: str | None
    inputSchema: InputSchema
    strict: bool | None


class InputSchema(TypedDict, total=False):
    json: Any


class Choice(TypedDict, total=False):
    auto: Any
    any: Any
    tool: Named | None


class Named(TypedDict, total=False):
    name: str


class OutputConfig(TypedDict, total=False):
    textFormat: TextFormat | None
    effort: str | None


class TextFormat(TypedDict, total=False):
    type: str
    structure: Structure


class Structure(TypedDict, total=False):
    jsonSchema: JsonSchema


class JsonSchema(TypedDict, total=False):
    schema: str
    name: str | None
    description: str | None


class Fields(TypedDict, total=False):
    thinking: Thinking | None
    top_k: int | None
    reasoning_effort: str | None
    reasoningConfig: ReasoningConfig | None


class Thinking(TypedDict, total=False):
    type: str
    budget_tokens: int | None
    display: str | None


class ReasoningConfig(TypedDict, total=False):
    type: str
    maxReasoningEffort: str | None


class Block(TypedDict, total=False):
    text: str | None
    image: Picture | None
    document: File | None
    toolUse: ToolUse | None
    toolResult: ToolResult | None
    reasoningContent: Reasoned | None
    cachePoint: CachePoint | None


class Picture(TypedDict, total=False):
    format: str
    source: Source


class File(TypedDict, total=False):
    format: str
    name: str
    source: Source
    context: str | None


class Source(TypedDict, total=False):
    bytes: str


class ToolUse(TypedDict, total=False):
    toolUseId: str
    name: str
    input: Any


class ToolResult(TypedDict, total=False):
    toolUseId: str
    content: list[Block]
    status: str | None


class Reasoned(TypedDict, total=False):
    reasoningText: ReasoningText | None
    redactedContent: str | None


class ReasoningText(TypedDict, total=False):
    text: str
    signature: str | None


class WriteRequest(WriteTypes):
    @classmethod
    def of(cls, request: hub.Request, context: Context) -> Request:
        return cls(context).write(request)

    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.render_refusals(request, self.context)
        self.select_tools(request)
        passes.open_signatures(request, self.context, kinds=["native", "th", "rt"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context)
        passes.place_media(
            request, self.context, native=True, documents=True, vision=True, files=True, linked=False,
            media_types=[
                "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/csv", "text/html",
                "text/markdown", "text/plain", "application/msword",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.ms-excel",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ],
        )
        passes.arrange_messages(request, self.context, blank=True, alternate=True, begin=".", end="refuse")
        self.shorten_names(request)
        self.compile_schemas(request)
        self.limit_parameters(request)
        return self.write_request_from_request(request)

    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context)

    def shorten_names(self, request: hub.Request) -> None:
        passes.shorten_names(
            request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64,
            illegal_in_ids="[^a-zA-Z0-9_.:-]",
        )

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            formats=["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
            closed=[
                "type", "enum", "const", "description", "title", "default", "$ref", "$defs", "definitions", "anyOf",
                "allOf", "format", "properties", "required", "additionalProperties", "items",
            ],
            json_prompt="Respond with a single JSON object and no other text.",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, temperature=1, stop_sequences=100)

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        messages = it["messages"]
        out: Request = {
            "messages": [message for x in messages if (message := self.write_message_from_message(x)) is not None],
        }
        system = it.get("system")
        if system2 := [y for x in system or () for y in self.write_system_block_from_text(x)]:
            out["system"] = system2
        if inference_config := self.write_request_inference_config(it):
            out["inferenceConfig"] = inference_config
        tools = it.get("tools")
        if [x for x in tools if x["kind"] == "function"] if tools is not None else None:
            tool_config: ToolConfig = {
                "tools": [
                    y
                    for x in tools or ()
                    if x["kind"] == "function"
                    for y in self.write_tool_entry_from_function_tool(x)
                ],
            }
            tool_choice = it.get("tool_choice")
            tool_choice2 = self.write_choice_from_tool_choice(tool_choice) if tool_choice is not None else None
            if tool_choice2 is not None:
                tool_config["toolChoice"] = tool_choice2
            out["toolConfig"] = tool_config
        if output_config := self.write_request_output_config(it):
            out["outputConfig"] = output_config
        service_tier: Any = None
        if it.get("service_tier"):
            service_tier2: Tier = {}
            service_tier3 = it.get("service_tier")
            if service_tier3 is not None:
                service_tier2["type"] = self.TIERS[service_tier3]
            service_tier = service_tier2
        if service_tier:
            out["serviceTier"] = service_tier
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this model")
        reasoning = it.get("reasoning")
        other = equals(reasoning["mode"] if reasoning else None, "on")
        if other is None:
            other = equals(reasoning["mode"] if reasoning else None, "auto")
        if other is None:
            other = equals(reasoning["mode"] if reasoning else None, "interleaved")
        if other and reasoning and reasoning["mode"] is not None:
            self.context.lose("reasoning.mode", "reasoning cannot be configured for this model")
        if reasoning and reasoning.get("budget_tokens") is not None:
            self.context.lose("reasoning.budget_tokens", "reasoning cannot be configured for this model")
        if it.get("reasoning_effort") is not None:
            self.context.lose("reasoning_effort", "reasoning cannot be configured for this model")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")
        if it.get("seed") is not None:
            self.context.lose("seed", "seeds are not supported by this provider")
        if it.get("frequency_penalty") is not None:
            self.context.lose("frequency_penalty", "penalties are not supported by this provider")
        if it.get("presence_penalty") is not None:
            self.context.lose("presence_penalty", "penalties are not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")

    def write_request_inference_config(self, it: hub.Request) -> InferenceConfig | None:
        out: InferenceConfig = {}
        if (max_tokens := it.get("max_tokens")) is not None:
            out["maxTokens"] = max_tokens
        if (temperature := self.write_request_inference_config_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_inference_config_top_p(it)) is not None:
            out["topP"] = top_p
        if stop_sequences := it.get("stop_sequences"):
            out["stopSequences"] = stop_sequences
        return out

    def write_request_inference_config_temperature(self, it: hub.Request) -> float | None:
        return it.get("temperature")

    def write_request_inference_config_top_p(self, it: hub.Request) -> float | None:
        return it.get("top_p")

    def write_request_output_config(self, it: hub.Request) -> OutputConfig | None:
        out: OutputConfig = {}
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            schema = to_json(response_format.get("schema"))
            json_schema: JsonSchema = {"schema": "{}" if schema is None else schema}
            if (name := response_format.get("name")) is not None:
                json_schema["name"] = name
            if (description := response_format.get("description")) is not None:
                json_schema["description"] = description
            out["textFormat"] = {"type": "json_schema", "structure": {"jsonSchema": json_schema}}
        return out

    def write_system_block_from_text(self, it: hub.Text) -> list[SystemBlock]:
        item: Any = None
        if it.get("cache_breakpoint"):
            item2: SystemBlock = {}
            cache_breakpoint = it.get("cache_breakpoint")
            if cache_breakpoint is not None:
                item2["cachePoint"] = self.write_cache_point_from_cache_breakpoint(cache_breakpoint)
            item = item2
        return [{"text": it["text"]}, *([item] if item else [])]

    def write_cache_point_from_cache_breakpoint(self, it: hub.CacheBreakpoint) -> CachePoint:
        out: CachePoint = {"type": "default"}
        ttl = it.get("ttl")
        if ttl is not None:
            out["ttl"] = self.LIVES[ttl]
        return out

    def write_message_from_message(self, it: hub.Message) -> Message | None:
        if it["role"] == "user":
            blocks_ = it["blocks"]
            return {"role": "user", "content": [y for x in blocks_ for y in self.write_block_from_block(x) or ()]}
        elif it["role"] == "assistant":
            blocks_2 = it["blocks"]
            return {"role": "assistant", "content": [y for x in blocks_2 for y in self.write_block_from_block(x) or ()]}
        else:  # system
            self.context.lose(
                "messages.role",
                "system messages after the first message are not supported by this provider",
            )
            return None

    def write_block_from_block(self, it: hub.Block) -> list[Block] | None:
        if it["kind"] == "text":
            item: Any = None
            if it.get("cache_breakpoint"):
                item2: Block = {}
                cache_breakpoint = it.get("cache_breakpoint")
                if cache_breakpoint is not None:
                    item2["cachePoint"] = self.write_cache_point_from_cache_breakpoint(cache_breakpoint)
                item = item2
            return [{"text": it["text"]}, *([item] if item else [])]
        elif it["kind"] == "image":
            format_ = subtype(it.get("media_type"))
            bytes_ = it.get("data")
            item3: Any = None
            if it.get("cache_breakpoint"):
                item4: Block = {}
                cache_breakpoint2 = it.get("cache_breakpoint")
                if cache_breakpoint2 is not None:
                    item4["cachePoint"] = self.write_cache_point_from_cache_breakpoint(cache_breakpoint2)
                item3 = item4
            return [
                {
                    "image": {
                        "format": "png" if format_ is None else format_,
                        "source": {"bytes": "" if bytes_ is None else bytes_},
                    },
                },
                *([item3] if item3 else []),
            ]
        elif it["kind"] == "document":
            if it.get("context") and it.get("title") is not None:
                self.context.lose("messages.blocks.title", "a file has either a title or a context at this provider")
            format_2 = subtype(it.get("media_type"))
            name = digest(it.get("data"))
            part = "0" if name is None else name
            bytes_2 = it.get("data")
            document: File = {
                "format": "pdf" if format_2 is None else format_2,
                "name": "document " + str(part),
                "source": {"bytes": "" if bytes_2 is None else bytes_2},
            }
            context_ = it.get("context")
            if context_ is None:
                context_ = it.get("title")
            if context_ is not None:
                document["context"] = context_
            item5: Any = None
            if it.get("cache_breakpoint"):
                item6: Block = {}
                cache_breakpoint3 = it.get("cache_breakpoint")
                if cache_breakpoint3 is not None:
                    item6["cachePoint"] = self.write_cache_point_from_cache_breakpoint(cache_breakpoint3)
                item5 = item6
            return [{"document": document}, *([item5] if item5 else [])]
        elif it["kind"] == "reasoning":
            reasoning_text: ReasoningText = {"text": it["text"]}
            if (signature := it.get("signature")) is not None:
                reasoning_text["signature"] = signature
            return [{"reasoningContent": {"reasoningText": reasoning_text}}]
        elif it["kind"] == "encrypted_reasoning":
            return [{"reasoningContent": {"redactedContent": it["data"]}}]
        elif it["kind"] == "tool_call":
            return [{"toolUse": {"toolUseId": it["id"], "name": it["name"], "input": it["input"]}}]
        elif it["kind"] == "tool_result":
            blocks_ = it["blocks"]
            tool_result: ToolResult = {
                "toolUseId": it["id"],
                "content": [y for x in blocks_ for y in self.write_block_from_block(x) or ()],
            }
            if (status := then(it.get("is_error"), "error")) is not None:
                tool_result["status"] = status
            item7: Any = None
            if it.get("cache_breakpoint"):
                item8: Block = {}
                cache_breakpoint4 = it.get("cache_breakpoint")
                if cache_breakpoint4 is not None:
                    item8["cachePoint"] = self.write_cache_point_from_cache_breakpoint(cache_breakpoint4)
                item7 = item8
            return [{"toolResult": tool_result}, *([item7] if item7 else [])]
        elif it["kind"] == "hosted_tool_call" or it["kind"] == "hosted_tool_result":
            kind = it["kind"]
            self.context.lose(f"messages.blocks.{kind}", "hosted tool calls are executed by the vendor only")
            return None
        else:  # search_result, tool_reference, compaction_summary, custom_tool_call, native_tool_call, refusal
            return []

    def write_tool_entry_from_function_tool(self, it: hub.FunctionTool) -> list[ToolEntry]:
        if it.get("examples") is not None:
            self.context.lose("tools.examples", "tool examples are not supported by this provider")
        json = it.get("schema")
        tool_spec: ToolSpec = {"name": it["name"], "inputSchema": {"json": {} if json is None else json}}
        if (description := non_empty(it.get("description"))) is not None:
            tool_spec["description"] = description
        if (strict := it.get("strict")) is not None:
            tool_spec["strict"] = strict
        item: Any = None
        if it.get("cache_breakpoint"):
            item2: ToolEntry = {}
            cache_breakpoint = it.get("cache_breakpoint")
            if cache_breakpoint is not None:
                item2["cachePoint"] = self.write_cache_point_from_cache_breakpoint(cache_breakpoint)
            item = item2
        return [{"toolSpec": tool_spec}, *([item] if item else [])]

    def write_choice_from_tool_choice(self, it: hub.ToolChoice) -> Choice | None:
        if it["mode"] == "auto":
            return {"auto": {}}
        elif it["mode"] == "any":
            return {"any": {}}
        elif it["mode"] == "tool":
            name = it.get("name")
            return {"tool": {"name": "" if name is None else name}}
        else:  # none
            self.context.lose("tool_choice.mode", "the model cannot be kept from calling the tools of the conversation")
            return None


write: Final = WriteRequest.of
