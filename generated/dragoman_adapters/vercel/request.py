"""Vercel (AI Gateway): changes to requests.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import concat, if_marked, join
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Breakpoint, Called, Function, ToolMessage


class Request(base.Request, total=False):
    reasoning: Reasoning | None


class AssistantMessage(TypedDict, total=False):
    role: Literal["assistant"]
    content: str | list[Any] | None
    refusal: str | None
    tool_calls: list[Any] | None
    reasoning: str | None
    reasoning_details: Any
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
    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rd"])

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["none", "minimal", "low", "medium", "high", "xhigh"])

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, cache_breakpoints=4, result_breakpoints="parts")

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_reasoning_effort = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
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

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = cast(AssistantMessage, super().write_assistant_message_from_message(it))
        blocks_ = it["blocks"]
        if (reasoning_details := concat([x.get("details") for x in blocks_ if x["kind"] == "reasoning"])) is not None:
            out["reasoning_details"] = reasoning_details
        return out

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> ToolMessage:
        blocks_ = it["blocks"]
        content2 = if_marked([x for x in blocks_ if x["kind"] == "text"])
        content: Any = [self.write_text_part_from_text(x) for x in content2] if content2 is not None else None
        if content is None:
            content = join([x["text"] for x in blocks_ if x["kind"] == "text"], "\n")
        return {"role": "tool", "tool_call_id": it["id"], "content": "" if content is None else content}

    def write_part_from_block_text(self, it: hub.Text) -> Any:
        out: TextPart = {"type": "text", "text": it["text"]}
        cache_breakpoint = it.get("cache_breakpoint")
        if cache_breakpoint is not None:
            out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
        return out

    def write_tool_function(self, it: hub.FunctionTool) -> Any:
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

    def write_mark_from_cache_breakpoint(self, it: hub.CacheBreakpoint) -> Mark:
        out: Mark = {"type": "ephemeral"}
        ttl = it.get("ttl")
        if ttl is not None:
            out["ttl"] = self.LIVES[ttl]
        return out


write: Final = WriteRequest.of
