"""The shared quirk cache_control.

Generated from specs/quirks/cache_control.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import if_marked, join
from dragoman_adapters.openai_chat import request


class TextPart(TypedDict, total=False):
    type: Literal["text"]
    text: str
    cache_control: Mark | None
    prompt_cache_breakpoint: request.Breakpoint | None


class FunctionTool(TypedDict, total=False):
    type: Literal["function"]
    function: request.Function
    cache_control: Mark | None


class Mark(TypedDict, total=False):
    type: str
    ttl: str | None


class WriteRequest(request.WriteRequest):
    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, cache_breakpoints=4, result_breakpoints="parts")

    def write_text_part_from_text(self, it: hub.Text) -> TextPart:
        out: TextPart = {"type": "text", "text": it["text"]}
        cache_breakpoint = it.get("cache_breakpoint")
        if cache_breakpoint is not None:
            out["cache_control"] = self.write_mark_from_cache_breakpoint(cache_breakpoint)
        return out

    def write_tool_message_from_tool_result(self, it: hub.ToolResult) -> request.ToolMessage:
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
        function: request.Function = {"name": it["name"]}
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
