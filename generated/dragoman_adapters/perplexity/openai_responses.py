"""Perplexity, OpenAI Responses: differences and entry points.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub, passes
from dragoman.library.filters import at_least, at_most, minus, negate
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman.library.validation import word_of
from dragoman_adapters.openai_responses import errors, request, response, stream, types
from dragoman_adapters.quirks import foreign_reasoning


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
    text: request.TextOptions | None
    reasoning: request.Reasoning | None
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


class Filters(request.Filters, total=False):
    search_domain_filter: list[str] | None


class OutputFormat(TypedDict, total=False):
    type: str
    json_schema: OutputSchema | None


class OutputSchema(TypedDict, total=False):
    name: str
    schema: Any
    description: str | None
    strict: bool | None


class ReadTypes(types.ReadTypes):
    def read_usage_from_response(self, it: Any) -> hub.Usage | None:
        if not it.get("usage"):
            return None
        usage = it.get("usage")
        input_tokens_details = usage.get("input_tokens_details") if usage else None
        cache_read_tokens = input_tokens_details.get("cached_tokens") if input_tokens_details else None
        if cache_read_tokens is None:
            cache_read_tokens = input_tokens_details.get("cache_read_input_tokens") if input_tokens_details else None
        rest = minus(usage.get("input_tokens") if usage else None, cache_read_tokens)
        cache_write_tokens = input_tokens_details.get("cache_write_tokens") if input_tokens_details else None
        if cache_write_tokens is None:
            cache_write_tokens = at_most(
                input_tokens_details.get("cache_creation_input_tokens") if input_tokens_details else None,
                rest,
            )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        output_tokens = usage.get("output_tokens") if usage else None
        output_tokens_details = usage.get("output_tokens_details") if usage else None
        reasoning_tokens = output_tokens_details.get("reasoning_tokens") if output_tokens_details else None
        tool_usage = it.get("tool_usage")
        web_search = tool_usage.get("web_search") if tool_usage else None
        num_requests = web_search.get("num_requests") if web_search else None
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.TIERS, service_tier, "standard", self.context, "response.service_tier",
        ) if service_tier is not None else None
        out: hub.Usage = {}
        if cache_read_tokens is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        if num_requests is not None:
            out["web_searches"] = num_requests
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out


class WriteRequest(request.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, modes=[], hosted=["search"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=True, documents=True, vision=False, files=False, links=True)

    def compile_schemas(self, request: hub.Request) -> None:
        passes.compile_schemas(
            request, self.context, drop=["$schema"], items=True,
            without={"pattern": "(?:^|[^\\\\])(?:\\\\\\\\)*\\\\(?:[pPkc]|u\\{)|\\(\\?<[a-zA-Z]"},
            strict=[
                "type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum",
                "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "properties", "required",
                "additionalProperties", "items", "anyOf", "$defs", "definitions",
            ],
            strict_sizes={
                "properties": 5000, "values": 1000, "levels": 10, "characters": 120000, "list_values": 250,
                "list_characters": 15000,
            },
            illegal="[^a-zA-Z0-9_.-]" if self.context.holds[0] else "", max_length=64 if self.context.holds[0] else 0,
        )

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(request, self.context, efforts=["low", "medium", "high"])

    def write_request_from_request(self, it: hub.Request) -> Request:
        self.write_request_losses(it)
        out: Request = {"input": self.write_request_input(it)}
        if (model := None if self.context.holds[1] else it["model"]) is not None:
            out["model"] = model
        if (instructions := self.write_request_instructions(it)) is not None:
            out["instructions"] = instructions
        if (max_output_tokens := at_least(it.get("max_tokens"), 16)) is not None:
            out["max_output_tokens"] = max_output_tokens
        if (temperature := self.write_request_temperature(it)) is not None:
            out["temperature"] = temperature
        if (top_p := self.write_request_top_p(it)) is not None:
            out["top_p"] = top_p
        if (stream_ := it.get("stream")) is not None:
            out["stream"] = stream_
        tools = it.get("tools")
        if (tools2 := [tool for x in tools or () if (tool := self.write_tool_from_tool(x)) is not None]):
            out["tools"] = tools2
        tool_choice = it.get("tool_choice")
        if tool_choice is not None:
            out["tool_choice"] = self.write_tool_choice_from_tool_choice(tool_choice)
        if reasoning := self.write_request_reasoning(it):
            out["reasoning"] = reasoning
        if (preset := it["model"] if self.context.holds[1] else None) is not None:
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


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "InDetails": {"cache_read_input_tokens": "int", "cache_creation_input_tokens": "int"},
    }).check("Response"))


class Reader(ReadTypes, stream.Reader):
    def on_response_failed(self, it: Any) -> None:
        response_ = it.get("response")
        if response_:
            self.blocks.record(usage=self.read_usage_from_response(response_))
        error = it.get("error")
        if error:
            self.blocks.fail_from(it)
        if response_:
            error2 = response_.get("error")
            if error2:
                self.blocks.fail_from(response_)
        failure: hub.ApiError = {"error_type": "server_error", "message": "the provider aborted the response"}
        self.blocks.fail(failure.get("error_type") or "server_error", failure["message"])


check_event: Final = stream.SHAPES.extend({
    "Lifecycle": {"error": "json"},
    "InDetails": {"cache_read_input_tokens": "int", "cache_creation_input_tokens": "int"},
}).check("Event")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = errors.read
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
    When(model=("fast", "low", "medium", "high", "xhigh")),
)

patch: Final = in_order(foreign_reasoning.patch)
