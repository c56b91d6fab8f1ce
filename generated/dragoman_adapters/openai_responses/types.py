"""Shared types, tables and rules of OpenAI Responses.

Generated from specs/protocols/openai_responses/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import at_most, minus, nested_text, rendered, specific, to_string
from dragoman.library.validation import record, word_of


class Response(TypedDict, total=False):
    id: str | None
    status: str | None
    output: list[Any] | None
    output_text: str | None
    usage: Usage | None
    tool_usage: ToolUsage | None
    service_tier: str | None
    error: Any
    incomplete_details: Incomplete | None
    object: Any
    created_at: Any
    completed_at: Any
    model: Any
    billing: Any
    content_filters: Any
    background: Any
    conversation: Any
    frequency_penalty: Any
    instructions: Any
    max_output_tokens: Any
    max_tool_calls: Any
    metadata: Any
    moderation: Any
    parallel_tool_calls: Any
    presence_penalty: Any
    previous_response_id: Any
    prompt_cache_key: Any
    prompt_cache_options: Any
    prompt_cache_retention: Any
    reasoning: Any
    safety_identifier: Any
    store: Any
    temperature: Any
    text: Any
    tool_choice: Any
    tools: Any
    top_logprobs: Any
    top_p: Any
    truncation: Any
    user: Any


class Usage(TypedDict, total=False):
    input_tokens: int | None
    output_tokens: int | None
    total_tokens: int | None
    input_tokens_details: InDetails | None
    output_tokens_details: OutDetails | None


class InDetails(TypedDict, total=False):
    cached_tokens: int | None
    cache_write_tokens: int | None
    cache_write_tokens_details: Any


class OutDetails(TypedDict, total=False):
    reasoning_tokens: int | None


class ToolUsage(TypedDict, total=False):
    web_search: Searches | None


class Searches(TypedDict, total=False):
    num_requests: int | None


class Error(TypedDict, total=False):
    message: str | Details | None
    type: str | None
    code: str | int | None
    param: str | None


class Details(TypedDict, total=False):
    detail: Any


class Incomplete(TypedDict, total=False):
    reason: str | None


class ReasoningPart(TypedDict, total=False):
    type: Literal["reasoning_text", "summary_text"]
    text: str | None


class ReasoningItem(TypedDict, total=False):
    type: Literal["reasoning"]
    id: str | None
    status: str | None
    summary: list[ReasoningPart] | None
    content: list[ReasoningPart] | None
    encrypted_content: str | None


class SearchItem(TypedDict, total=False):
    type: Literal["web_search_call"]
    id: str | None
    status: str | None
    call_id: str | None
    name: str | None
    arguments: str | None
    action: Action | None


class Action(TypedDict, total=False):
    type: str | None
    query: str | None
    queries: list[str] | None
    sources: list[Source] | None
    url: str | None
    pattern: str | None


class Source(TypedDict, total=False):
    type: str | None
    url: str | None
    title: str | None


class ReadTypes(Rules):
    INCOMPLETE_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "max_output_tokens": "max_tokens", "content_filter": "refusal", "length": "max_tokens",
        "max_tokens": "max_tokens",
    }

    ENDINGS: ClassVar[dict[str, hub.FinishReason]] = {"completed": "stop", "incomplete": "max_tokens"}
    FAILURES: ClassVar[dict[str, hub.ErrorType]] = {"server_error": "server_error"}

    ERROR_KINDS: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "rate_limit_error": "rate_limit", "insufficient_quota": "quota",
        "server_error": "server_error", "conflict_error": "conflict",
    }

    ERROR_CODES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_api_key": "authentication", "insufficient_quota": "quota", "model_not_found": "not_found",
        "request_too_large": "request_too_large", "rate_limit_exceeded": "rate_limit",
        "context_length_exceeded": "context_length_exceeded", "timeout": "timeout",
        "server_is_overloaded": "overloaded",
    }

    BROKEN: ClassVar[dict[str, hub.ErrorType]] = {"failed": "server_error", "cancelled": "server_error"}
    UNFINISHED: ClassVar[dict[str, hub.ErrorType]] = {"queued": "server_error", "in_progress": "server_error"}

    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "insufficient_quota": "quota", "model_not_found": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "content_policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "server_error", "billing_error": "billing", "invalid_api_key": "authentication",
        "invalid_prompt": "invalid_request", "invalid_encrypted_content": "invalid_request",
        "invalid_image": "invalid_request", "invalid_image_format": "invalid_request",
        "invalid_base64_image": "invalid_request", "invalid_image_url": "invalid_request",
        "invalid_image_mode": "invalid_request", "image_too_large": "invalid_request",
        "image_too_small": "invalid_request", "image_parse_error": "invalid_request",
        "image_file_too_large": "invalid_request", "image_file_not_found": "invalid_request",
        "unsupported_image_media_type": "invalid_request", "empty_image_file": "invalid_request",
        "failed_to_download_image": "invalid_request", "image_content_policy_violation": "content_policy",
        "rate_limit_error": "rate_limit", "usage_limit_reached": "quota", "usage_not_included": "permission",
        "overloaded_error": "overloaded", "api_error": "server_error", "not_found_error": "not_found",
        "exceed_context_size_error": "context_length_exceeded", "context_too_large": "context_length_exceeded",
        "model_max_prompt_tokens_exceeded": "context_length_exceeded", "content_filter": "content_policy",
        "cyber_policy": "content_policy", "bio_policy": "content_policy", "misalignment": "content_policy",
        "misalignment_policy_violation": "content_policy", "tool_use_failed": "server_error", "slow_down": "overloaded",
        "vector_store_timeout": "timeout", "400": "invalid_request", "401": "authentication", "402": "billing",
        "403": "permission", "404": "not_found", "408": "timeout", "409": "conflict", "413": "request_too_large",
        "429": "rate_limit", "500": "server_error", "502": "server_error", "503": "overloaded", "504": "timeout",
        "529": "overloaded",
    }

    VERBOSITIES: ClassVar[dict[str, hub.Verbosity]] = {"low": "low", "medium": "medium", "high": "high"}

    EFFORTS: ClassVar[dict[str, hub.ReasoningEffort]] = {
        "none": "none", "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh",
        "max": "max",
    }

    TIERS: ClassVar[dict[str, hub.ServiceTier]] = {
        "auto": "auto", "default": "standard", "priority": "priority", "flex": "batch", "scale": "priority",
        "fast": "priority", "ultrafast": "priority",
    }

    def read_usage_from_response(self, it: Response) -> hub.Usage | None:
        if not it.get("usage"):
            return None
        usage = it.get("usage")
        input_tokens_details = usage.get("input_tokens_details") if usage else None
        cached_tokens = input_tokens_details.get("cached_tokens") if input_tokens_details else None
        rest = minus(usage.get("input_tokens") if usage else None, cached_tokens)
        cache_write_tokens = at_most(
            input_tokens_details.get("cache_write_tokens") if input_tokens_details else None,
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
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
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

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message2 = it.get("message")
        message = nested_text(message2 if isinstance(message2, str) else None, "message")
        if message is None:
            message3 = record(it.get("message"))
            message = rendered(message3.get("detail") if message3 else None, "{loc}: {msg}")
        out: hub.ApiError = {"message": "" if message is None else message}
        error_type2 = to_string(it.get("code"))
        error_type: hub.ErrorType | None = specific(
            self.ERROR_TYPES.get(error_type2)
            if error_type2 is not None
            else None
        )
        if error_type is None:
            type_ = it.get("type")
            error_type = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if error_type is None:
            error_type = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            type_2 = it.get("type")
            error_type = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = to_string(it.get("code"))
        if code is None:
            code = it.get("type")
        if code is not None:
            out["code"] = code
        if (param := it.get("param")) is not None:
            out["param"] = param
        return out

    def read_citation_from_annotation(self, it: Any) -> hub.Citation | None:
        type_ = it.get("type")
        if type_ == "url_citation":
            url = it.get("url")
            out: hub.Citation = {"url": "" if url is None else url}
            if (title := it.get("title")) is not None:
                out["title"] = title
            if (start := it.get("start_index")) is not None:
                out["start"] = start
            if (end := it.get("end_index")) is not None:
                out["end"] = end
            return out
        else:
            self.context.lose_member(f"annotation.{type_}", "citation of a file at the vendor")
            return None

    def read_citation_from_source(self, it: Source) -> hub.Citation | None:
        if not it.get("url"):
            return None
        url = it.get("url")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        return out


class WriteTypes(Rules):
    INCOMPLETE_REASONS: ClassVar[dict[str, str]] = {
        "max_tokens": "max_output_tokens", "refusal": "content_filter", "context_window": "max_output_tokens",
    }

    ENDINGS: ClassVar[dict[str, str]] = {
        "stop": "completed", "max_tokens": "incomplete", "tool_calls": "completed", "stop_sequence": "completed",
        "refusal": "incomplete", "context_window": "incomplete",
    }

    FAILURES: ClassVar[dict[str, str]] = {
        "server_error": "server_error", "invalid_request": "invalid_prompt", "authentication": "server_error",
        "billing": "insufficient_quota", "permission": "server_error", "not_found": "server_error",
        "conflict": "server_error", "request_too_large": "invalid_prompt",
        "context_length_exceeded": "context_length_exceeded", "rate_limit": "rate_limit_exceeded",
        "quota": "insufficient_quota", "content_policy": "invalid_prompt", "timeout": "server_error",
        "overloaded": "server_is_overloaded",
    }

    ERROR_KINDS: ClassVar[dict[str, str]] = {
        "invalid_request": "invalid_request_error", "authentication": "authentication_error",
        "permission": "permission_error", "rate_limit": "rate_limit_error", "quota": "insufficient_quota",
        "server_error": "server_error", "conflict": "conflict_error", "billing": "insufficient_quota",
        "not_found": "invalid_request_error", "request_too_large": "invalid_request_error",
        "context_length_exceeded": "invalid_request_error", "content_policy": "invalid_request_error",
        "timeout": "server_error", "overloaded": "server_error",
    }

    ERROR_CODES: ClassVar[dict[str, str]] = {
        "authentication": "invalid_api_key", "quota": "insufficient_quota", "not_found": "model_not_found",
        "request_too_large": "request_too_large", "rate_limit": "rate_limit_exceeded",
        "context_length_exceeded": "context_length_exceeded", "timeout": "timeout",
        "overloaded": "server_is_overloaded", "billing": "insufficient_quota",
    }

    ERROR_TYPES: ClassVar[dict[str, str]] = {
        "invalid_request": "invalid_request_error", "authentication": "authentication_error",
        "permission": "permission_error", "quota": "insufficient_quota", "not_found": "model_not_found",
        "conflict": "conflict_error", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit": "rate_limit_exceeded",
        "content_policy": "content_policy_violation", "timeout": "timeout", "overloaded": "server_is_overloaded",
        "server_error": "server_error", "billing": "billing_error",
    }

    VERBOSITIES: ClassVar[dict[str, str]] = {"low": "low", "medium": "medium", "high": "high"}

    EFFORTS: ClassVar[dict[str, str]] = {
        "none": "none", "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh",
        "max": "max",
    }

    TIERS: ClassVar[dict[str, str]] = {"auto": "auto", "standard": "default", "priority": "priority", "batch": "flex"}

    def write_usage_from_usage(self, it: hub.Usage) -> Usage:
        if it.get("web_searches") is not None:
            self.context.lose("usage.web_searches", "search counts are not reported in this protocol")
        rest = it.get("uncached_input_tokens")
        rest2 = 0 if rest is None else rest
        read = it.get("cache_read_tokens")
        read2 = 0 if read is None else read
        written = it.get("cache_write_tokens")
        written2 = 0 if written is None else written
        out = it.get("output_tokens")
        out2 = 0 if out is None else out
        input_tokens = rest2 + read2 + written2
        input_tokens_details: InDetails = {"cached_tokens": read2, "cache_write_tokens": written2}
        reasoning_tokens = it.get("reasoning_tokens")
        output_tokens_details: OutDetails = {"reasoning_tokens": 0 if reasoning_tokens is None else reasoning_tokens}
        total_tokens = input_tokens + out2
        out3: Usage = {
            "input_tokens": input_tokens,
            "input_tokens_details": input_tokens_details,
            "output_tokens": out2,
            "output_tokens_details": output_tokens_details,
        }
        if total_tokens is not None:
            out3["total_tokens"] = total_tokens
        return out3

    def write_annotation_from_citation(self, it: hub.Citation) -> Any:
        start_index = it.get("start")
        end_index = it.get("end")
        title = it.get("title")
        return {
            "type": "url_citation",
            "start_index": 0 if start_index is None else start_index,
            "end_index": 0 if end_index is None else end_index,
            "url": it["url"],
            "title": "" if title is None else title,
        }
