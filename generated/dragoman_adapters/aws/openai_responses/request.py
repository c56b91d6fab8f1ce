"""AWS Bedrock: changes to requests.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, equals, join, member, non_empty, then, to_json
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import (
    CompactionItem, Message, Reasoning, ReasoningItem, Request, SchemaFormat, TextOptions,
)


class WriteRequest(base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(request, self.context, max_tools=128)
        passes.open_signatures(request, self.context, kinds=["rs"], before=["text", "tool_call"])
        passes.place_system_messages(request, self.context, later="in_place")
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
        )
        passes.map_reasoning(
            request, self.context,
            efforts=["low", "medium", "high", "xhigh", "max"] if self.context.holds[2] else [
                "none", "low", "medium", "high", "xhigh", "max",
            ] if self.context.holds[1] else ["none", "low", "medium", "high", "xhigh"],
        )
        passes.limit_parameters(request, self.context, stop_sequences=0)
        if self.context.holds[0]:
            passes.mark_final_text(request, self.context)
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
        if it.get("temperature") is not None:
            self.context.lose("temperature", "sampling parameters are not supported by reasoning models")
        if it.get("top_p") is not None:
            self.context.lose("top_p", "sampling parameters are not supported by reasoning models")
        messages = it["messages"]
        tools = it.get("tools")
        item = then(non_empty([x for x in tools or () if x["kind"] == "hosted"]), "web_search_call.action.sources")
        out: Request = {
            "model": it["model"],
            "input": [y for x in messages for y in self.write_item_from_message(x)],
            "store": False,
            "include": ["reasoning.encrypted_content", *([item] if item is not None else [])],
        }
        system = it.get("system")
        if (instructions := join([x["text"] for x in system or ()], "\n\n")) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
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
        reasoning2: Any = None
        reasoning3 = it.get("reasoning")
        if equals(reasoning3.get("display") if reasoning3 else None, "hidden"):
            reasoning4: Reasoning = {}
            if (effort := it.get("reasoning_effort")) is not None:
                reasoning4["effort"] = effort
            reasoning2 = reasoning4
        reasoning: Any = reasoning2
        if reasoning is None:
            reasoning5: Any = None
            if equals(reasoning3["mode"] if reasoning3 else None, "off"):
                reasoning6: Reasoning = {}
                if (effort2 := it.get("reasoning_effort")) is not None:
                    reasoning6["effort"] = effort2
                reasoning5 = reasoning6
            reasoning = reasoning5
        if reasoning is None:
            reasoning7: Any = None
            if reasoning3 and reasoning3["mode"]:
                reasoning8: Reasoning = {"summary": "auto"}
                if (effort3 := it.get("reasoning_effort")) is not None:
                    reasoning8["effort"] = effort3
                reasoning7 = reasoning8
            reasoning = reasoning7
        if reasoning is None:
            reasoning9: Any = None
            if it.get("reasoning_effort"):
                reasoning10: Reasoning = {}
                if (effort4 := it.get("reasoning_effort")) is not None:
                    reasoning10["effort"] = effort4
                reasoning9 = reasoning10
            reasoning = reasoning9
        if reasoning is not None:
            out["reasoning"] = reasoning
        service_tier = it.get("service_tier")
        if service_tier is not None:
            out["service_tier"] = self.TIERS[service_tier]
        return out

    def write_item_from_block(self, it: hub.Block) -> Any:
        if it["kind"] == "text":
            out: Message = {"type": "message", "role": "assistant", "content": it["text"]}
            phase = then(it.get("final"), "final_answer")
            if (phase2 := ("commentary" if phase is None else phase) if self.context.holds[0] else None) is not None:
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


write: Final = WriteRequest.of
