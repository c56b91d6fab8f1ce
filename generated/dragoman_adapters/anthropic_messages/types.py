"""Shared types, tables and rules of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import nested_text, rendered, specific, to_string
from dragoman.library.validation import record, word_of


class Mark(TypedDict, total=False):
    type: str
    ttl: str | None
    scope: str | None


class TextBlock(TypedDict, total=False):
    type: Literal["text"]
    text: str
    cache_control: Mark | None
    citations: Any


class ToolUse(TypedDict, total=False):
    type: Literal["tool_use"]
    id: str
    name: str
    input: Any
    caller: Any
    toolset_name: str | None
    cache_control: Any


class Location(TypedDict, total=False):
    type: str | None
    url: str | None
    title: str | None
    cited_text: str | None
    encrypted_index: str | None


class SearchHit(TypedDict, total=False):
    type: str
    url: str
    title: str
    encrypted_content: str
    page_age: str | None


class Usage(TypedDict, total=False):
    input_tokens: int | None
    output_tokens: int | None
    cache_creation_input_tokens: int | None
    cache_read_input_tokens: int | None
    cache_creation: Any
    output_tokens_details: OutputDetails | None
    server_tool_use: ServerCounts | None
    service_tier: str | None
    speed: str | None
    inference_geo: str | None
    iterations: Any
    fallback_credit: Any


class OutputDetails(TypedDict, total=False):
    thinking_tokens: int | None


class ServerCounts(TypedDict, total=False):
    web_search_requests: int | None
    web_fetch_requests: int | None


class StopDetails(TypedDict, total=False):
    type: str | None
    category: str | None
    explanation: str | None
    recommended_model: str | None
    fallback_credit_token: str | None
    fallback_has_prefill_claim: Any


class Error(TypedDict, total=False):
    type: str | None
    message: str | Details | None
    details: Any
    code: str | int | None
    param: str | None


class ErrorDetails(TypedDict, total=False):
    error_code: str | None


class Details(TypedDict, total=False):
    detail: Any


class ReadTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "end_turn": "stop", "tool_use": "tool_calls", "max_tokens": "max_tokens", "refusal": "refusal",
        "stop_sequence": "stop_sequence", "pause_turn": "pause", "model_context_window_exceeded": "context_window",
        "compaction": "stop", "stop": "stop", "length": "max_tokens", "tool_calls": "tool_calls",
        "function_call": "tool_calls", "content_filter": "refusal", "eos": "stop", "completed": "stop",
        "max_output_tokens": "max_tokens", "STOP": "stop", "MAX_TOKENS": "max_tokens", "SAFETY": "refusal",
    }

    BROKEN: ClassVar[dict[str, hub.ErrorType]] = {
        "error": "server_error", "network_error": "server_error", "abort": "server_error",
        "insufficient_system_resource": "overloaded", "ERROR": "server_error",
    }

    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "billing_error": "billing", "permission_error": "permission", "not_found_error": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large", "rate_limit_error": "rate_limit",
        "timeout_error": "timeout", "overloaded_error": "overloaded", "api_error": "server_error",
        "exceed_context_size_error": "context_length_exceeded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "413": "request_too_large", "429": "rate_limit",
        "500": "server_error", "502": "server_error", "503": "overloaded", "504": "timeout", "529": "overloaded",
    }

    EFFORTS: ClassVar[dict[str, hub.ReasoningEffort]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }

    DISPLAYS: ClassVar[dict[str, hub.ReasoningDisplay]] = {
        "summarized": "shown", "omitted": "hidden", "updates": "updates",
    }

    LIVES: ClassVar[dict[str, hub.Ttl]] = {"5m": "short", "1h": "long"}
    TIERS: ClassVar[dict[str, hub.ServiceTier]] = {"auto": "auto", "standard_only": "standard"}
    SPEEDS: ClassVar[dict[str, hub.ServiceTier]] = {"fast": "priority", "standard": "auto"}
    SERVED: ClassVar[dict[str, hub.ServiceTier]] = {"standard": "standard", "priority": "priority"}

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        out: hub.Usage = {}
        if (uncached_input_tokens := it.get("input_tokens")) is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if (output_tokens := it.get("output_tokens")) is not None:
            out["output_tokens"] = output_tokens
        if (cache_read_tokens := it.get("cache_read_input_tokens")) is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if (cache_write_tokens := it.get("cache_creation_input_tokens")) is not None:
            out["cache_write_tokens"] = cache_write_tokens
        output_tokens_details = it.get("output_tokens_details")
        if output_tokens_details and (reasoning_tokens := output_tokens_details.get("thinking_tokens")) is not None:
            out["reasoning_tokens"] = reasoning_tokens
        server_tool_use = it.get("server_tool_use")
        if server_tool_use and (web_searches := server_tool_use.get("web_search_requests")) is not None:
            out["web_searches"] = web_searches
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.SERVED, service_tier, "standard", self.context, "usage.service_tier",
        ) if service_tier is not None else None
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message2 = it.get("message")
        message = nested_text(message2 if isinstance(message2, str) else None, "message")
        if message is None:
            message3 = record(it.get("message"))
            message = rendered(message3.get("detail") if message3 else None, "{loc}: {msg}")
        out: hub.ApiError = {"message": "" if message is None else message}
        type_ = it.get("type")
        error_type: hub.ErrorType | None = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if error_type is None:
            error_type2 = to_string(it.get("code"))
            error_type = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            error_type = self.ERROR_TYPES.get(type_) if type_ is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = it.get("type")
        if code is None:
            code = to_string(it.get("code"))
        if code is not None:
            out["code"] = code
        if (param := it.get("param")) is not None:
            out["param"] = param
        return out

    def read_citation_from_location(self, it: Location) -> hub.Citation | None:
        if it.get("url"):
            url = it.get("url")
            out: hub.Citation = {"url": "" if url is None else url, "start": 0}
            if (title := it.get("title")) is not None:
                out["title"] = title
            if (quote := it.get("cited_text")) is not None:
                out["quote"] = quote
            return out
        self.context.lose_member("location", "citations without a URL are not supported by this client")
        return None


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "stop": "end_turn", "tool_calls": "tool_use", "max_tokens": "max_tokens", "refusal": "refusal",
        "stop_sequence": "stop_sequence", "pause": "pause_turn", "context_window": "model_context_window_exceeded",
    }

    ERROR_TYPES: ClassVar[dict[str, str]] = {
        "invalid_request": "invalid_request_error", "authentication": "authentication_error",
        "billing": "billing_error", "permission": "permission_error", "not_found": "not_found_error",
        "conflict": "conflict_error", "request_too_large": "request_too_large", "rate_limit": "rate_limit_error",
        "timeout": "timeout_error", "overloaded": "overloaded_error", "server_error": "api_error",
        "context_length_exceeded": "invalid_request_error", "quota": "rate_limit_error",
        "content_policy": "invalid_request_error",
    }

    EFFORTS: ClassVar[dict[str, str]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max", "none": "low",
        "minimal": "low",
    }

    DISPLAYS: ClassVar[dict[str, str]] = {"shown": "summarized", "hidden": "omitted", "updates": "updates"}
    LIVES: ClassVar[dict[str, str]] = {"short": "5m", "long": "1h"}
    TIERS: ClassVar[dict[str, str]] = {"auto": "auto", "standard": "standard_only", "priority": "auto", "batch": "auto"}
    SPEEDS: ClassVar[dict[str, str]] = {"priority": "fast"}

    SERVED: ClassVar[dict[str, str]] = {
        "standard": "standard", "priority": "priority", "auto": "standard", "batch": "standard",
    }

    def write_usage_from_usage(self, it: hub.Usage) -> Usage:
        input_tokens = it.get("uncached_input_tokens")
        cache_creation_input_tokens = it.get("cache_write_tokens")
        cache_read_input_tokens = it.get("cache_read_tokens")
        output_tokens = it.get("output_tokens")
        out: Usage = {
            "input_tokens": 0 if input_tokens is None else input_tokens,
            "cache_creation_input_tokens": 0 if cache_creation_input_tokens is None else cache_creation_input_tokens,
            "cache_read_input_tokens": 0 if cache_read_input_tokens is None else cache_read_input_tokens,
            "output_tokens": 0 if output_tokens is None else output_tokens,
        }
        output_tokens_details: Any = None
        if it.get("reasoning_tokens"):
            output_tokens_details2: OutputDetails = {}
            if (thinking_tokens := it.get("reasoning_tokens")) is not None:
                output_tokens_details2["thinking_tokens"] = thinking_tokens
            output_tokens_details = output_tokens_details2
        if output_tokens_details:
            out["output_tokens_details"] = output_tokens_details
        if it.get("web_searches"):
            server_tool_use: ServerCounts = {"web_fetch_requests": 0}
            if (web_search_requests := it.get("web_searches")) is not None:
                server_tool_use["web_search_requests"] = web_search_requests
            out["server_tool_use"] = server_tool_use
        service_tier = it.get("service_tier")
        if service_tier is not None:
            out["service_tier"] = self.SERVED[service_tier]
        return out

    def write_location_from_citation(self, it: hub.Citation) -> Location:
        cited_text = it.get("quote")
        return {
            "type": "web_search_result_location",
            "url": it["url"],
            "title": it.get("title"),
            "cited_text": "" if cited_text is None else cited_text,
            "encrypted_index": "",
        }

    def write_search_hit_from_citation(self, it: hub.Citation) -> SearchHit:
        title = it.get("title")
        return {
            "type": "web_search_result",
            "url": it["url"],
            "title": "" if title is None else title,
            "encrypted_content": "",
            "page_age": None,
        }
