"""Grok (xAI): changes to requests.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, join
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import FunctionTool, Reasoning, Request, SchemaFormat, TextOptions


class Filters(base.Filters, total=False):
    excluded_domains: list[str] | None


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])
        passes.open_signatures(request, self.context, kinds=["rs"], before=["text", "tool_call"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(request, self.context, native=True, documents=True, vision=True, files=True, links=True)
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=64)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            without={"additionalProperties": False},
        )
        passes.map_reasoning(
            request, self.context,
            efforts=["none", "low", "medium", "high"] if self.context.holds[2] else ["low", "medium", "high"] if self.context.holds[1] else [
                "low", "medium", "high", "xhigh",
            ] if self.context.holds[0] else [],
        )
        passes.limit_parameters(request, self.context, stop_sequences=0)
        return self.write_request_from_request(request)

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
            "include": ["reasoning.encrypted_content"],
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
        reasoning: Any = None
        if it.get("reasoning_effort"):
            reasoning2: Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                reasoning2["effort"] = effort
            reasoning = reasoning2
        if reasoning:
            out["reasoning"] = reasoning
        service_tier = it.get("service_tier")
        if service_tier is not None:
            out["service_tier"] = self.TIERS[service_tier]
        if (prompt_cache_key := it.get("session_id")) is not None:
            out["prompt_cache_key"] = prompt_cache_key
        return out

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "function":
            if it.get("examples") is not None:
                self.context.lose("tools.examples", "tool examples are not supported by this provider")
            parameters = it.get("schema")
            strict = it.get("strict")
            out: FunctionTool = {
                "type": "function",
                "name": it["name"],
                "parameters": {} if parameters is None else parameters,
                "strict": False if strict is None else strict,
            }
            if (description := it.get("description")) is not None:
                out["description"] = description
            return out
        elif it["kind"] == "hosted":
            if it.get("max_uses") is not None:
                self.context.lose("tools.max_uses", "the number of searches cannot be limited at this provider")
            if it.get("user_location") is not None:
                self.context.lose("tools.user_location", "the user location is not supported by this provider")
            out2: Any = {"type": "web_search"}
            filters: Filters = {}
            if allowed_domains := it.get("allowed_domains"):
                filters["allowed_domains"] = allowed_domains
            if excluded_domains := it.get("blocked_domains"):
                filters["excluded_domains"] = excluded_domains
            if filters:
                out2["filters"] = filters
            return out2
        else:  # custom, toolset
            return None


write: Final = WriteRequest.of
