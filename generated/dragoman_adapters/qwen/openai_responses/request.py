"""Qwen (Alibaba Model Studio): changes to requests.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import at_least, equals, join, negate, non_empty, then
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import SchemaFormat, TextOptions


class Request(base.Request, total=False):
    enable_thinking: bool | None


class WriteRequest(base.WriteRequest):
    def write_request_from_request(self, it: hub.Request) -> Request:
        if it.get("top_k") is not None:
            self.context.lose("top_k", "top_k is not supported by this provider")
        if it.get("compaction") is not None:
            self.context.lose("compaction", "compaction is not supported by this provider")
        if it.get("seed") is not None:
            self.context.lose("seed", "seeds are not supported by this provider")
        if it.get("frequency_penalty") is not None:
            self.context.lose("frequency_penalty", "penalties are not supported by this provider")
        if it.get("presence_penalty") is not None:
            self.context.lose("presence_penalty", "penalties are not supported by this provider")
        if it.get("verbosity") is not None:
            self.context.lose("verbosity", "verbosity is not supported by this provider")
        if it.get("metadata") is not None:
            self.context.lose("metadata", "metadata is not supported by this provider")
        if it.get("logprobs") is not None:
            self.context.lose("logprobs", "log probabilities are not supported by this provider")
        if it.get("top_logprobs") is not None:
            self.context.lose("top_logprobs", "log probabilities are not supported by this provider")
        if it.get("user_id") is not None:
            self.context.lose("user_id", "user ids are not supported by this provider")
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        item: Any = None
        if it.get("system"):
            system = it.get("system")
            content = join([x["text"] for x in system or ()], "\n\n")
            item = {"type": "message", "role": "system", "content": "" if content is None else content}
        messages = it["messages"]
        out: Request = {
            "model": it["model"],
            "input": [
                *([item] if item is not None else []),
                *[y for x in messages for y in self.write_item_from_message(x)],
            ],
            "store": False,
        }
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (temperature := it.get("temperature")) is not None:
            out["temperature"] = temperature
        if (top_p := it.get("top_p")) is not None:
            out["top_p"] = top_p
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        tools = it.get("tools")
        item2 = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        if (include := [*([item2] if item2 is not None else [])]):
            out["include"] = include
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if (parallel_tool_calls := it.get("parallel_tool_calls")) is not None:
            out["parallel_tool_calls"] = parallel_tool_calls
        text: TextOptions = {}
        format_2: Any = None
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            name = response_format.get("name")
            schema = response_format.get("schema")
            strict = response_format.get("strict")
            format_3: SchemaFormat = {
                "type": "json_schema",
                "name": "structured_output" if name is None else name,
                "schema": {} if schema is None else schema,
                "strict": False if strict is None else strict,
            }
            if (description := response_format.get("description")) is not None:
                format_3["description"] = description
            format_2 = format_3
        format_: Any = format_2
        if format_ is None:
            format_4: Any = None
            if response_format and response_format.get("json_object"):
                format_4 = {"type": "json_object"}
            format_ = format_4
        if format_ is not None:
            text["format"] = format_
        if text:
            out["text"] = text
        reasoning = it.get("reasoning")
        enable_thinking = equals(reasoning["mode"] if reasoning else None, "on")
        if enable_thinking is None:
            enable_thinking = equals(reasoning["mode"] if reasoning else None, "auto")
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "off"))
        if enable_thinking is None:
            enable_thinking = negate(equals(reasoning["mode"] if reasoning else None, "interleaved"))
        if enable_thinking is not None:
            out["enable_thinking"] = enable_thinking
        return out


write: Final = WriteRequest.of
