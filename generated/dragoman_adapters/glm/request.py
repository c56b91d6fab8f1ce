"""GLM (Z.ai): changes to requests.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import join
from dragoman_adapters.glm.types import WriteTypes
from dragoman_adapters.openai_chat import request as base
from dragoman_adapters.openai_chat.request import AssistantMessage


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
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(
            request, self.context, max_tools=128, modes=[], hosted=[] if self.context.holds[2] else ["search"],
        )

    def open_signatures(self, request: hub.Request) -> None:
        passes.open_signatures(request, self.context, kinds=["rc"])

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
            schema_prompt="Answer with one JSON object and nothing else. It must fit this JSON Schema:\n",
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context,
            efforts=[
                "low", "high", "max",
            ] if self.context.holds[5] else ["high", "max"] if self.context.holds[4] else [],
            disabled="low" if self.context.holds[5] else "none",
        )

    def limit_parameters(self, request: hub.Request) -> None:
        passes.limit_parameters(request, self.context, stop_sequences=1)

    write_request_max_completion_tokens = base.WriteRequest.nothing
    write_request_parallel_tool_calls = base.WriteRequest.nothing
    write_assistant_message_from_message_loss_of_reasoning = base.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        thinking: Switch = {}
        reasoning = it.get("reasoning")
        mode = reasoning["mode"] if reasoning else None
        type_ = self.SWITCHES[mode] if mode is not None else None
        if type_ is None:
            tool_choice = it.get("tool_choice")
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

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled for this model")

    def write_request_response_format(self, it: hub.Request) -> Any:
        if not it.get("response_format"):
            return None
        return {"type": "json_object"}

    def write_request_reasoning_effort(self, it: hub.Request) -> str | None:
        reasoning_effort = it.get("reasoning_effort")
        return self.EFFORTS.get(reasoning_effort) if reasoning_effort is not None else None

    def write_assistant_message_from_message(self, it: hub.Message) -> AssistantMessage:
        out = super().write_assistant_message_from_message(it)
        blocks_ = it["blocks"]
        if (reasoning_content := join([x["text"] for x in blocks_ if x["kind"] == "reasoning"], "\n\n")) is not None:
            out["reasoning_content"] = reasoning_content
        return out

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "hosted":
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
        elif it["kind"] == "toolset":
            return None
        else:
            return super().write_tool_from_tool(it)


write: Final = WriteRequest.of
