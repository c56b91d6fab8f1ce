"""Qwen (Alibaba Model Studio): changes to requests.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_most, equals, if_marked, join, negate
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import Breakpoint, Function, StreamOptions, ToolMessage


class Request(base.Request, total=False):
    top_k: int | None
    enable_thinking: bool | None
    thinking_budget: int | None


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


class WriteRequest(base.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128,
            modes=[] if self.context.holds[2] else ["auto", "none"] if self.context.holds[1] else [
                "auto", "any", "tool", "none",
            ],
        )

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=not self.context.holds[0], files=False)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            references="inline",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(
            request, self.context, cache_breakpoints=0 if self.context.holds[3] else 4, result_breakpoints="parts",
        )

    write_request_loss_of_top_k = base.WriteRequest.nothing
    write_request_max_completion_tokens = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        enable_thinking: Any
        if self.context.holds[6]:
            enable_thinking = False
        else:
            reasoning = it.get("reasoning")
            enable_thinking2 = equals(reasoning["mode"] if reasoning else None, "on")
            if enable_thinking2 is None:
                enable_thinking2 = equals(reasoning["mode"] if reasoning else None, "auto")
            if enable_thinking2 is None:
                enable_thinking2 = negate(equals(reasoning["mode"] if reasoning else None, "off"))
            if enable_thinking2 is None:
                enable_thinking2 = negate(equals(reasoning["mode"] if reasoning else None, "interleaved"))
            enable_thinking = enable_thinking2 if self.context.holds[4] else None
        if enable_thinking is not None:
            out["enable_thinking"] = enable_thinking
        reasoning2 = it.get("reasoning")
        thinking_budget = (
            at_most(reasoning2.get("budget_tokens") if reasoning2 else None, 32768)
        ) if self.context.holds[5] else None
        if thinking_budget is not None:
            out["thinking_budget"] = thinking_budget
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if self.context.holds[7]:
            reasoning = it.get("reasoning")
            if (
                equals(reasoning["mode"] if reasoning else None, "off")
            ) and reasoning and reasoning["mode"] is not None:
                self.context.lose("reasoning.mode", "thinking cannot be disabled for this model")

    def write_request_stream(self, it: hub.Request) -> bool | None:
        return True if self.context.holds[8] else it.get("stream")

    def write_request_stream_options(self, it: hub.Request) -> StreamOptions | None:
        if self.context.holds[8]:
            return {"include_usage": True}
        else:
            if not it.get("stream"):
                return None
            return {"include_usage": True}

    def write_request_parallel_tool_calls(self, it: hub.Request) -> bool | None:
        out = it.get("parallel_tool_calls")
        return (True if out is None else out) if self.context.holds[9] else it.get("parallel_tool_calls")

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
        return {"type": "ephemeral"}


write: Final = WriteRequest.of
