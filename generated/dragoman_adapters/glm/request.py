"""GLM (Z.ai): changes to requests.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import join, joined_text
from dragoman_adapters.glm.types import WriteTypes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage, Custom, Function


class Request(base.Request, total=False):
    thinking: Switch | None
    tool_stream: bool | None


class Switch(TypedDict, total=False):
    type: str | None
    clear_thinking: bool | None


class SearchTool(TypedDict, total=False):
    type: Literal["web_search"]
    web_search: Search


class Search(TypedDict, total=False):
    enable: bool
    search_engine: str
    search_result: bool
    search_domain_filter: str | None


class WriteRequest(WriteTypes, base.WriteRequest):
    def write(self, request: hub.Request) -> Request:
        passes.answer_zero_tokens(request, self.context)
        passes.select_tools(
            request, self.context, max_tools=128, modes=[], hosted=[] if self.context.holds[2] else ["search"],
        )
        passes.open_signatures(request, self.context, kinds=["rc"])
        passes.place_system_messages(request, self.context, later="reminder", tag="system-reminder")
        passes.render_as_text(
            request, self.context, document="document", search_result="search_result", tool_reference="Tool loaded: ",
            compaction_summary="conversation-summary",
        )
        passes.pair_tool_results(request, self.context, failed="Error: ")
        passes.place_media(
            request, self.context, native=False, vision=False if self.context.holds[0] else True,
            files=False if self.context.holds[0] else False,
        )
        passes.arrange_messages(request, self.context, end="refuse")
        passes.shorten_names(request, self.context, max_length=64, illegal="[^a-zA-Z0-9_-]", max_id_length=40)
        passes.compile_schemas(
            request, self.context, drop=["$schema"],
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n",
        )
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "high", "max",
            ] if self.context.holds[5] else ["high", "max"] if self.context.holds[4] else [],
            disabled="low" if self.context.holds[5] else "none",
        )
        passes.limit_parameters(request, self.context, stop_sequences=1)
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
        if it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")
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
        if it.get("response_format"):
            out["response_format"] = {"type": "json_object"}
        reasoning_effort = it.get("reasoning_effort")
        if reasoning_effort is not None and (reasoning_effort2 := self.EFFORTS.get(reasoning_effort)) is not None:
            out["reasoning_effort"] = reasoning_effort2
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
        thinking: Switch = {}
        reasoning = it.get("reasoning")
        mode = reasoning["mode"] if reasoning else None
        type_ = self.SWITCHES[mode] if mode is not None else None
        if type_ is None:
            mode2 = tool_choice["mode"] if tool_choice else None
            type_ = self.QUIETS.get(mode2) if mode2 is not None else None
        if (type_2 := None if self.context.holds[5] else type_) is not None:
            thinking["type"] = type_2
        if (clear_thinking := False if self.context.holds[3] else None) is not None:
            thinking["clear_thinking"] = clear_thinking
        if thinking:
            out["thinking"] = thinking
        if (tool_stream := True if self.context.holds[6] else None) is not None:
            out["tool_stream"] = tool_stream
        return out

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        blocks_ = it["blocks"]
        if [x for x in blocks_ if x["kind"] == "encrypted_reasoning"]:
            self.context.lose(
                "messages.blocks.encrypted_reasoning",
                "reasoning in the history is not supported by this provider",
            )
        if [x for x in blocks_ if x["kind"] == "hosted_tool_call"]:
            self.context.lose("messages.blocks.hosted_tool_call", "hosted tool calls are executed by the vendor only")
        if [x for x in blocks_ if x["kind"] == "hosted_tool_result"]:
            self.context.lose("messages.blocks.hosted_tool_result", "hosted tool calls are executed by the vendor only")
        out: AssistantMessage = {"role": "assistant", "content": joined_text(it["blocks"])}
        tool_calls = [
            call
            for x in blocks_
            if x["kind"] == "tool_call" or x["kind"] == "custom_tool_call"
            if (call := self.write_call_from_block(x)) is not None
        ]
        if tool_calls:
            out["tool_calls"] = tool_calls
        if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning_content"] = reasoning_content
        return out

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
            return {"type": "function", "function": function}
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
        elif it["kind"] == "hosted":
            allowed_domains = it.get("allowed_domains")
            if (
                allowed_domains[1]
                if allowed_domains and len(allowed_domains) > 1
                else None
            ) and it.get("allowed_domains") is not None:
                self.context.lose("tools.allowed_domains", "only one allowed domain is supported by this search")
            if it.get("blocked_domains") is not None:
                self.context.lose("tools.blocked_domains", "blocked domains are not supported by this search")
            if it.get("max_uses") is not None:
                self.context.lose("tools.max_uses", "the number of searches cannot be limited")
            if it.get("user_location") is not None:
                self.context.lose("tools.user_location", "the user location is not supported by this search")
            web_search: Search = {
                "enable": True,
                "search_engine": "search_std" if self.context.holds[1] else "search-prime",
                "search_result": True,
            }
            if (search_domain_filter := allowed_domains[0] if allowed_domains else None) is not None:
                web_search["search_domain_filter"] = search_domain_filter
            return {"type": "web_search", "web_search": web_search}
        else:  # toolset
            return None


write: Final = WriteRequest.of
