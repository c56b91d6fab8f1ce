"""Perplexity: changes to requests.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, negate
from dragoman_adapters.openai_responses import request as base
from dragoman_adapters.openai_responses.request import Reasoning, TextOptions


class Request(TypedDict, total=False):
    model: str | None
    input: str | list[Any]
    instructions: str | None
    max_output_tokens: int | None
    max_tool_calls: int | None
    temperature: float | None
    top_p: float | None
    top_logprobs: int | None
    stream: bool | None
    stream_options: Any
    store: bool | None
    include: list[str] | None
    tools: list[Any] | None
    tool_choice: Any
    parallel_tool_calls: bool | None
    text: TextOptions | None
    reasoning: Reasoning | None
    service_tier: str | None
    truncation: str | None
    metadata: Any
    client_metadata: Any
    user: str | None
    safety_identifier: str | None
    prompt_cache_key: str | None
    prompt_cache_retention: str | None
    prompt_cache_options: Any
    previous_response_id: str | None
    conversation: Any
    prompt: Any
    background: bool | None
    context_management: Any
    moderation: Any
    preset: str | None
    response_format: OutputFormat | None


class Filters(base.Filters, total=False):
    search_domain_filter: list[str] | None


class OutputFormat(TypedDict, total=False):
    type: str
    json_schema: OutputSchema | None


class OutputSchema(TypedDict, total=False):
    name: str
    schema: Any
    description: str | None
    strict: bool | None


class WriteRequest(base.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, modes=[], hosted=["search"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=True, documents=True, vision=False, files=False, links=True)

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"])

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        out: Request = {"input": self.write_request_input(it)}
        if (model := None if self.context.holds[0] else it["model"]) is not None:
            out["model"] = model
        if (instructions := self.write_request_instructions(it)) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (temperature := self.write_request_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_top_p(it)) is not None:
            out["top_p"] = top_p
        if (stream := it.get("stream")) is not None:
            out["stream"] = stream
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if reasoning := self.write_request_reasoning(it):
            out["reasoning"] = reasoning
        if (preset := it["model"] if self.context.holds[0] else None) is not None:
            out["preset"] = preset
        response_format = it.get("response_format")
        if response_format and response_format.get("schema"):
            name = response_format.get("name")
            schema = response_format.get("schema")
            json_schema: OutputSchema = {
                "name": "structured_output" if name is None else name,
                "schema": {} if schema is None else schema,
            }
            if (description := response_format.get("description")) is not None:
                json_schema["description"] = description
            if (strict := response_format.get("strict")) is not None:
                json_schema["strict"] = strict
            out["response_format"] = {"type": "json_schema", "json_schema": json_schema}
        return out

    def write_request_losses(self, it: hub.Request) -> None:
        super().write_request_losses(it)
        if it.get("service_tier") is not None:
            self.context.lose("service_tier", "service_tier is not supported by this provider")
        if negate(it.get("parallel_tool_calls")) and it.get("parallel_tool_calls") is not None:
            self.context.lose("parallel_tool_calls", "parallel tool calls cannot be disabled at this provider")

    def write_tool_hosted_filters(self, it: hub.HostedTool) -> Filters | None:
        out: Filters = {}
        if search_domain_filter := it.get("allowed_domains"):
            out["search_domain_filter"] = search_domain_filter
        return out


write: Final = WriteRequest.of
