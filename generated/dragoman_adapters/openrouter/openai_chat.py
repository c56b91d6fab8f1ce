"""OpenRouter, OpenAI Chat Completions: differences and entry points.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import at_most, data_url, detail_text, minus, nested_text, non_empty, pdf_name
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import in_order
from dragoman_adapters.openai_chat import errors, request, response, stream, types
from dragoman_adapters.quirks import (
    cache_control, claude_property_names, foreign_details, reasoning_details, reasoning_field,
)


class Usage(types.Usage, total=False):
    server_tool_use_details: Uses | None


class Error(types.Error, total=False):
    metadata: Metadata | None


class Uses(TypedDict, total=False):
    web_search_requests: int | None


class Metadata(TypedDict, total=False):
    raw: str | None
    provider_name: str | None


class Request(request.Request, total=False):
    top_k: int | None
    reasoning: Reasoning | None


class SearchOptions(TypedDict, total=False):
    search_context_size: str | None
    user_location: Any
    max_uses: int | None
    allowed_domains: list[str] | None
    excluded_domains: list[str] | None


class Reasoning(TypedDict, total=False):
    effort: str | None
    max_tokens: int | None


class SearchTool(TypedDict, total=False):
    type: Literal["openrouter:web_search"]
    parameters: SearchOptions | None


class ReadTypes(types.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        server_tool_use_details = it.get("server_tool_use_details")
        web_search_requests = server_tool_use_details.get("web_search_requests") if server_tool_use_details else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        if web_search_requests is not None:
            out["web_searches"] = web_search_requests
        return out

    def read_api_error_from_error_message(self, it: Error) -> str:
        message = it.get("message")
        part = non_empty(message if isinstance(message, str) else None)
        metadata = it.get("metadata")
        part2 = non_empty(nested_text(metadata.get("raw") if metadata else None, "message"))
        found: str | None = str(part) + ": " + str(part2) if part is not None and part2 is not None else None
        if found is not None:
            return found
        out = non_empty(nested_text(metadata.get("raw") if metadata else None, "message"))
        if out is None:
            out = nested_text(message if isinstance(message, str) else None, "message")
        return "" if out is None else out


class WriteRequest(cache_control.WriteRequest, reasoning_details.WriteRequest, claude_property_names.WriteRequest):
    def select_tools(self, request: hub.Request) -> None:
        passes.select_tools(request, self.context, max_tools=128, hosted=["search"])

    def place_media(self, request: hub.Request) -> None:
        passes.place_media(request, self.context, native=False, vision=True, files=True, links=True)

    def arrange_messages(self, request: hub.Request) -> None:
        passes.arrange_messages(request, self.context, end="continue")

    def map_reasoning(self, request: hub.Request) -> None:
        passes.map_reasoning(
            request, self.context, efforts=["none", "minimal", "low", "medium", "high", "xhigh", "max"],
        )

    write_request_loss_of_logprobs = request.WriteRequest.nothing
    write_request_loss_of_top_logprobs = request.WriteRequest.nothing
    write_request_loss_of_top_k = request.WriteRequest.nothing
    write_request_max_completion_tokens = request.WriteRequest.nothing
    write_request_reasoning_effort = request.WriteRequest.nothing

    def write_request_from_request(self, it: hub.Request) -> Request:
        out = cast(Request, super().write_request_from_request(it))
        if (max_tokens := it.get("max_tokens")) is not None:
            out["max_tokens"] = max_tokens
        if (top_k := it.get("top_k")) is not None:
            out["top_k"] = top_k
        if (logprobs := it.get("logprobs")) is not None:
            out["logprobs"] = logprobs
        if it.get("logprobs"):
            if (top_logprobs := it.get("top_logprobs")) is not None:
                out["top_logprobs"] = top_logprobs
        reasoning: Reasoning = {}
        if (effort := it.get("reasoning_effort")) is not None:
            reasoning["effort"] = effort
        if reasoning:
            out["reasoning"] = reasoning
        return out

    def write_part_from_block_document(self, it: hub.Document) -> Any:
        if it.get("context") is not None:
            self.context.lose("messages.blocks.context", "the context of a file is not supported by this provider")
        file: request.FileData = {"filename": pdf_name(it)}
        file_data = data_url(it)
        if file_data is None:
            file_data = it.get("url")
        if file_data is not None:
            file["file_data"] = file_data
        return {"type": "file", "file": file}

    def write_tool_from_tool(self, it: hub.Tool) -> Any:
        if it["kind"] == "hosted":
            out: SearchTool = {"type": "openrouter:web_search"}
            parameters: SearchOptions = {}
            if (max_uses := it.get("max_uses")) is not None:
                parameters["max_uses"] = max_uses
            if allowed_domains := it.get("allowed_domains"):
                parameters["allowed_domains"] = allowed_domains
            if excluded_domains := it.get("blocked_domains"):
                parameters["excluded_domains"] = excluded_domains
            if (user_location := it.get("user_location")) is not None:
                parameters["user_location"] = user_location
            if parameters:
                out["parameters"] = parameters
            return out
        elif it["kind"] == "toolset":
            return None
        else:
            return super().write_tool_from_tool(it)


class ReadResponse(ReadTypes, reasoning_field.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"reasoning": "str", "reasoning_content": "json"},
        "Usage": {"server_tool_use_details": "Uses"},
        "Uses": {"web_search_requests": "int"},
    }).check("Completion"))


class Reader(ReadTypes, reasoning_details.Reader):
    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)


class ReadErrors(ReadTypes, errors.ReadErrors):
    CHECK = staticmethod(errors.SHAPES.extend({
        "Error": {"metadata": "Metadata"},
        "Metadata": {"raw": "str", "provider_name": "str"},
    }).check("Body"))


check_event: Final = stream.SHAPES.extend({
    "Delta": {"reasoning": "str", "reasoning_details": ["json"], "reasoning_content": "json"},
    "Usage": {"server_tool_use_details": "Uses"},
    "Uses": {"web_search_requests": "int"},
}).check("Chunk")

write_request: Final = WriteRequest.of
read_response: Final = ReadResponse.of
read_failure: Final = ReadErrors.of
read_result: Final = ReadResponse.result_of
reader: Final = Reader
RETRY: Final = errors.RETRY

conditions: Final = Conditions(
    When(model=("*claude*",)),
)

patch: Final = in_order(foreign_details.patch)
