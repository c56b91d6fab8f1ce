"""Vercel (AI Gateway): changes to requests.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import data_url, if_marked, join, pdf_name
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Breakpoint, Called, Custom, FileData, Function, ToolMessage


class Request(base.Request, total=False):
    reasoning: Reasoning | None


class AssistantMessage(TypedDict, total=False):
    role: Literal["assistant"]
    content: str | list[Any] | None
    refusal: str | None
    tool_calls: list[Any] | None
    reasoning: str | None
    reasoning_details: list[Any] | None
    function_call: Called | None
    audio: Any
    annotations: Any
    name: str | None


class TextPart(TypedDict, total=False):
    type: Literal["text"]
    text: str
    cache_control: Mark | None
    prompt_cache_breakpoint: Breakpoint | None


class FunctionTool(base.FunctionTool, total=False):
    cache_control: Mark | None


class Mark(TypedDict, total=False):
    type: str
    ttl: str | None


class Reasoning(TypedDict, total=False):
    enabled: bool | None
    effort: str | None


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, max_tools=128)
        passes.open_signatures(request, self.context, kinds=[])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, native=False, vision=True, files=True)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
        )
        passes.map_reasoning(request, self.context, efforts=["none", "minimal", "low", "medium", "high", "xhigh"])
        passes.limit_parameters(request, self.context, cache_breakpoints=4, result_breakpoints="parts")
        return self.write_request_from_request(request)

    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        system = it.get("system")
        item = self.write_system_message_from_texts(system) if system is not None else None
        messages = it["messages"]
        out: Request = {
            "model": it["model"],
            "messages": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_message_from_message(x)],
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
        if it.get("stream"):
            out["stream_options"] = {"include_usage": True}
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        response_format = it.get("response_format")
        if response_format is not None:
            out["response_format"] = self.write_response_format_from_response_format(response_format)
        service_tier = it.get("service_tier")
        if service_tier is not None:
            out["service_tier"] = self.TIERS[service_tier]
        if (seed := it.get("seed")) is not None:
            out["seed"] = seed
        if (frequency_penalty := it.get("frequency_penalty")) is not None:
            out["frequency_penalty"] = frequency_penalty
        if (presence_penalty := it.get("presence_penalty")) is not None:
            out["presence_penalty"] = presence_penalty
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        reasoning: Reasoning = {}
        if (effort := it.get("reasoning_effort")) is not None:
            reasoning["effort"] = effort
        if reasoning:
            out["reasoning"] = reasoning
        return out

    def write_text_part_from_text(self, it: hub.Text) -> TextPart:
        out: TextPart = {"type": "text", "text": it["text"]}
        cache_breakpoint = it.get("cache_breakpoint")
        if cache_breakpoint is not None:
            out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
        return out

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> ToolMessage:
        blocks_ = it["blocks"]
        content2 = if_marked([x for x in blocks_ if x["kind"] == "text"])
        content: Any = [self.write_text_part_from_text(x) for x in content2] if content2 is not None else None
        if content is None:
            content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        return {"role": "tool", "tool_call_id": it["id"], "content": "" if content is None else content}

    def write_part_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            out: TextPart = {"type": "text", "text": it["text"]}
            cache_breakpoint = it.get("cache_breakpoint")
            if cache_breakpoint is not None:
                out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
            return out
        elif it["kind"] == "image":
            url = data_url(it)
            if url is None:
                url = it.get("url")
            return {"type": "image_url", "image_url": {"url": "" if url is None else url}}
        elif it["kind"] == "document":
            file: FileData = {"filename": pdf_name(it)}
            if (file_data := data_url(it)) is not None:
                file["file_data"] = file_data
            return {"type": "file", "file": file}
        else:
            return None

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            if it.get("examples") is not None:
                self.context.lose("tools.examples", "tool examples are not supported by this provider")
            function: Function = {"name": it["name"]}
            if (description := it.get("description")) is not None:
                function["description"] = description
            if (parameters := it.get("schema")) is not None:
                function["parameters"] = parameters
            if (strict := it.get("strict")) is not None:
                function["strict"] = strict
            out: FunctionTool = {"type": "function", "function": function}
            cache_breakpoint = it.get("cache_breakpoint")
            if cache_breakpoint is not None:
                out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
            return out
        elif it["kind"] == "custom":
            custom: Custom = {"name": it["name"]}
            if (description2 := it.get("description")) is not None:
                custom["description"] = description2
            if it.get("grammar"):
                grammar = it.get("grammar")
                syntax = grammar["syntax"] if grammar else None
                definition = grammar["definition"] if grammar else None
                custom["format"] = {
                    "type": "grammar",
                    "grammar": {
                        "syntax": "lark" if syntax is None else syntax,
                        "definition": "" if definition is None else definition,
                    },
                }
            return {"type": "custom", "custom": custom}
        else:  # hosted, toolset
            return None

    def write_mark_from_cache_breakpoint(self, it: hub.CacheBreakpoint) -> Mark:
        out: Mark = {"type": "ephemeral"}
        ttl = it.get("ttl")
        if ttl is not None:
            out["ttl"] = self.LIVES[ttl]
        return out


write: Final = WriteRequest.of
