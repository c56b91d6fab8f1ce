"""Shared types, tables and rules of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import at_most, minus, nested_text, plus, rendered, specific, to_string
from dragoman.library.validation import record


class Usage(TypedDict, total=False):
    prompt_tokens: int | None
    completion_tokens: int | None
    total_tokens: int | None
    prompt_tokens_details: PromptDetails | None
    completion_tokens_details: CompletionDetails | None


class PromptDetails(TypedDict, total=False):
    cached_tokens: int | None
    cache_write_tokens: int | None
    audio_tokens: int | None
    text_tokens: int | None
    image_tokens: int | None


class CompletionDetails(TypedDict, total=False):
    reasoning_tokens: int | None
    audio_tokens: int | None
    text_tokens: int | None
    accepted_prediction_tokens: int | None
    rejected_prediction_tokens: int | None


class Error(TypedDict, total=False):
    message: str | Details | None
    type: str | None
    code: str | int | None
    param: str | None


class Details(TypedDict, total=False):
    detail: Any


class Annotation(TypedDict, total=False):
    type: str | None
    url_citation: UrlCitation | None


class UrlCitation(TypedDict, total=False):
    url: str | None
    title: str | None
    start_index: int | None
    end_index: int | None
    content: str | None


class ReadTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "stop": "stop", "length": "max_tokens", "tool_calls": "tool_calls", "content_filter": "refusal",
        "function_call": "tool_calls", "eos": "stop", "end_turn": "stop", "max_tokens": "max_tokens",
        "model_length": "max_tokens", "sensitive": "refusal", "model_context_window_exceeded": "context_window",
        "tool_use": "tool_calls", "tool_call": "tool_calls", "stop_sequence": "stop_sequence", "refusal": "refusal",
        "completed": "stop", "max_output_tokens": "max_tokens", "STOP": "stop", "MAX_TOKENS": "max_tokens",
        "SAFETY": "refusal",
    }

    BROKEN: ClassVar[dict[str, hub.ErrorType]] = {
        "error": "server_error", "network_error": "server_error", "abort": "server_error",
        "insufficient_system_resource": "overloaded", "ERROR": "server_error",
    }

    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "invalid_request_error": "invalid_request", "authentication_error": "authentication",
        "permission_error": "permission", "insufficient_quota": "quota", "model_not_found": "not_found",
        "conflict_error": "conflict", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "content_policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "server_error", "billing_error": "billing", "invalid_api_key": "authentication",
        "rate_limit_error": "rate_limit", "overloaded_error": "overloaded", "api_error": "server_error",
        "not_found_error": "not_found", "exceed_context_size_error": "context_length_exceeded",
        "context_too_large": "context_length_exceeded", "model_max_prompt_tokens_exceeded": "context_length_exceeded",
        "content_filter": "content_policy", "cyber_policy": "content_policy", "bio_policy": "content_policy",
        "misalignment": "content_policy", "misalignment_policy_violation": "content_policy",
        "tool_use_failed": "server_error", "slow_down": "overloaded", "400": "invalid_request", "401": "authentication",
        "402": "billing", "403": "permission", "404": "not_found", "408": "timeout", "409": "conflict",
        "413": "request_too_large", "429": "rate_limit", "500": "server_error", "502": "server_error",
        "503": "overloaded", "504": "timeout", "529": "overloaded",
    }

    ERROR_KINDS: ClassVar[dict[str, hub.ErrorType]] = {}
    ERROR_CODES: ClassVar[dict[str, hub.ErrorType]] = {}
    VERBOSITIES: ClassVar[dict[str, hub.Verbosity]] = {"low": "low", "medium": "medium", "high": "high"}
    LIVES: ClassVar[dict[str, hub.Ttl]] = {"5m": "short", "1h": "long", "30m": "short", "12h": "long"}

    EFFORTS: ClassVar[dict[str, hub.ReasoningEffort]] = {
        "none": "none", "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh",
        "max": "max",
    }

    TIERS: ClassVar[dict[str, hub.ServiceTier]] = {
        "auto": "auto", "default": "standard", "priority": "priority", "flex": "batch", "scale": "priority",
        "fast": "priority",
    }

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
        return out

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        out: hub.ApiError = {"message": self.read_api_error_from_error_message(it)}
        if (error_type := self.read_api_error_from_error_error_type(it)) is not None:
            out["error_type"] = error_type
        if (code := self.read_api_error_from_error_code(it)) is not None:
            out["code"] = code
        if (param := it.get("param")) is not None:
            out["param"] = param
        return out

    def read_api_error_from_error_error_type(self, it: Error) -> hub.ErrorType | None:
        out2 = to_string(it.get("code"))
        out: hub.ErrorType | None = specific(self.ERROR_TYPES.get(out2) if out2 is not None else None)
        if out is None:
            type_ = it.get("type")
            out = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if out is None:
            out = self.ERROR_TYPES.get(out2) if out2 is not None else None
        if out is None:
            type_2 = it.get("type")
            out = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        return out

    def read_api_error_from_error_message(self, it: Error) -> str:
        message = it.get("message")
        out = nested_text(message if isinstance(message, str) else None, "message")
        if out is None:
            out2 = record(it.get("message"))
            out = rendered(out2.get("detail") if out2 else None, "{loc}: {msg}")
        return "" if out is None else out

    def read_api_error_from_error_code(self, it: Error) -> str | None:
        out = to_string(it.get("code"))
        if out is None:
            out = it.get("type")
        return out

    def read_citation_from_annotation(self, it: Annotation) -> hub.Citation | None:
        url_citation = it.get("url_citation")
        if not (url_citation and url_citation.get("url")):
            return None
        url = url_citation.get("url")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := url_citation.get("title")) is not None:
            out["title"] = title
        if (quote := url_citation.get("content")) is not None:
            out["quote"] = quote
        if (start := url_citation.get("start_index")) is not None:
            out["start"] = start
        if (end := url_citation.get("end_index")) is not None:
            out["end"] = end
        return out


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "stop": "stop", "max_tokens": "length", "tool_calls": "tool_calls", "refusal": "content_filter",
        "stop_sequence": "stop", "context_window": "length",
    }

    ERROR_TYPES: ClassVar[dict[str, str]] = {
        "invalid_request": "invalid_request_error", "authentication": "authentication_error",
        "permission": "permission_error", "quota": "insufficient_quota", "not_found": "model_not_found",
        "conflict": "conflict_error", "request_too_large": "request_too_large",
        "context_length_exceeded": "context_length_exceeded", "rate_limit": "rate_limit_exceeded",
        "content_policy": "content_policy_violation", "timeout": "timeout", "overloaded": "server_is_overloaded",
        "server_error": "server_error", "billing": "billing_error",
    }

    ERROR_KINDS: ClassVar[dict[str, str]] = {
        "invalid_request": "invalid_request_error", "authentication": "authentication_error",
        "billing": "insufficient_quota", "permission": "permission_error", "not_found": "invalid_request_error",
        "conflict": "conflict_error", "request_too_large": "invalid_request_error",
        "context_length_exceeded": "invalid_request_error", "rate_limit": "rate_limit_error",
        "quota": "insufficient_quota", "content_policy": "invalid_request_error", "timeout": "server_error",
        "overloaded": "server_error", "server_error": "server_error",
    }

    ERROR_CODES: ClassVar[dict[str, str]] = {
        "authentication": "invalid_api_key", "billing": "insufficient_quota", "not_found": "model_not_found",
        "request_too_large": "request_too_large", "context_length_exceeded": "context_length_exceeded",
        "rate_limit": "rate_limit_exceeded", "quota": "insufficient_quota",
        "content_policy": "content_policy_violation", "timeout": "timeout", "overloaded": "server_is_overloaded",
    }

    VERBOSITIES: ClassVar[dict[str, str]] = {"low": "low", "medium": "medium", "high": "high"}
    LIVES: ClassVar[dict[str, str]] = {"short": "5m", "long": "1h"}

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
        prompt_tokens = rest2 + read2 + written2
        total_tokens = prompt_tokens + out2
        prompt_tokens_details: PromptDetails = {"cached_tokens": read2, "cache_write_tokens": written2}
        reasoning_tokens = it.get("reasoning_tokens")
        completion_tokens_details: CompletionDetails = {
            "reasoning_tokens": 0 if reasoning_tokens is None else reasoning_tokens,
        }
        out3: Usage = {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": out2,
            "prompt_tokens_details": prompt_tokens_details,
            "completion_tokens_details": completion_tokens_details,
        }
        if total_tokens is not None:
            out3["total_tokens"] = total_tokens
        return out3

    def write_annotation_from_citation(self, it: hub.Citation) -> Annotation:
        title = it.get("title")
        start_index = plus(it.get("start"), it.get("offset"))
        end_index = plus(it.get("end"), it.get("offset"))
        url_citation: UrlCitation = {
            "url": it["url"],
            "title": "" if title is None else title,
            "start_index": 0 if start_index is None else start_index,
            "end_index": 0 if end_index is None else end_index,
        }
        if (content := it.get("quote")) is not None:
            url_citation["content"] = content
        return {"type": "url_citation", "url_citation": url_citation}
