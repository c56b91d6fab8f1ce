"""Shared types, tables and rules of Amazon Bedrock Converse.

Generated from specs/protocols/bedrock_converse/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import join


class Usage(TypedDict, total=False):
    inputTokens: int | None
    outputTokens: int | None
    totalTokens: int | None
    cacheReadInputTokens: int | None
    cacheWriteInputTokens: int | None
    cacheDetails: Any
    serverToolUsage: Any


class Cited(TypedDict, total=False):
    title: str | None
    source: str | None
    sourceContent: list[SourceContent] | None
    location: Location | None


class SourceContent(TypedDict, total=False):
    text: str | None


class Location(TypedDict, total=False):
    web: Web | None
    documentChar: Any
    documentPage: Any
    documentChunk: Any
    searchResultLocation: Any


class Web(TypedDict, total=False):
    url: str | None
    domain: str | None


class Tier(TypedDict, total=False):
    type: str | None


class Error(TypedDict, total=False):
    code: str | None
    message: str | None


class ReadTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "end_turn": "stop", "tool_use": "tool_calls", "max_tokens": "max_tokens", "stop_sequence": "stop_sequence",
        "content_filtered": "refusal", "model_context_window_exceeded": "context_window",
        "guardrail_intervened": "refusal",
    }

    BROKEN: ClassVar[dict[str, hub.ErrorType]] = {
        "malformed_model_output": "server_error", "malformed_tool_use": "server_error",
    }

    EXCEPTIONS: ClassVar[dict[str, hub.ErrorType]] = {
        "ValidationException": "invalid_request", "UnrecognizedClientException": "authentication",
        "AccessDeniedException": "permission", "ResourceNotFoundException": "not_found",
        "ConflictException": "conflict", "ThrottlingException": "rate_limit", "ServiceQuotaExceededException": "quota",
        "ModelTimeoutException": "timeout", "ServiceUnavailableException": "overloaded",
        "InternalServerException": "server_error", "ModelErrorException": "server_error",
        "ModelNotReadyException": "overloaded", "ExpiredTokenException": "authentication",
        "InvalidSignatureException": "authentication", "IncompleteSignatureException": "authentication",
        "MissingAuthenticationTokenException": "authentication", "validationException": "invalid_request",
        "throttlingException": "rate_limit", "modelTimeoutException": "timeout",
        "modelStreamErrorException": "server_error", "serviceUnavailableException": "overloaded",
        "internalServerException": "server_error",
    }

    LIVES: ClassVar[dict[str, hub.Ttl]] = {"5m": "short", "1h": "long"}

    TIERS: ClassVar[dict[str, hub.ServiceTier]] = {
        "default": "standard", "priority": "priority", "flex": "batch", "reserved": "priority",
    }

    EFFORTS: ClassVar[dict[str, hub.ReasoningEffort]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }

    DISPLAYS: ClassVar[dict[str, hub.ReasoningDisplay]] = {"summarized": "shown", "omitted": "hidden"}

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        out: hub.Usage = {}
        if (uncached_input_tokens := it.get("inputTokens")) is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if (output_tokens := it.get("outputTokens")) is not None:
            out["output_tokens"] = output_tokens
        if (cache_read_tokens := it.get("cacheReadInputTokens")) is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if (cache_write_tokens := it.get("cacheWriteInputTokens")) is not None:
            out["cache_write_tokens"] = cache_write_tokens
        return out

    def read_citation_from_cited(self, it: Cited) -> hub.Citation | None:
        location = it.get("location")
        web = location.get("web") if location else None
        if web and web.get("url"):
            url = web.get("url")
            out: hub.Citation = {"url": "" if url is None else url, "start": 0}
            if (title := it.get("title")) is not None:
                out["title"] = title
            source_content = it.get("sourceContent")
            if (quote := join([x.get("text") for x in source_content or ()], "")) is not None:
                out["quote"] = quote
            return out
        self.context.lose_member("cited", "citations without a URL are not supported by this client")
        return None

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message = it.get("message")
        out: hub.ApiError = {"message": "" if message is None else message}
        code = it.get("code")
        if code is not None and (error_type := self.EXCEPTIONS.get(code)) is not None:
            out["error_type"] = error_type
        if (code2 := it.get("code")) is not None:
            out["code"] = code2
        return out


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "stop": "end_turn", "tool_calls": "tool_use", "max_tokens": "max_tokens", "stop_sequence": "stop_sequence",
        "refusal": "content_filtered", "context_window": "model_context_window_exceeded", "pause": "end_turn",
    }

    BROKEN: ClassVar[dict[str, str]] = {"server_error": "malformed_model_output"}

    EXCEPTIONS: ClassVar[dict[str, str]] = {
        "invalid_request": "ValidationException", "authentication": "UnrecognizedClientException",
        "permission": "AccessDeniedException", "not_found": "ResourceNotFoundException",
        "conflict": "ConflictException", "rate_limit": "ThrottlingException", "quota": "ServiceQuotaExceededException",
        "timeout": "ModelTimeoutException", "overloaded": "ServiceUnavailableException",
        "server_error": "InternalServerException",
    }

    LIVES: ClassVar[dict[str, str]] = {"short": "5m", "long": "1h"}

    TIERS: ClassVar[dict[str, str]] = {
        "standard": "default", "priority": "priority", "auto": "default", "batch": "flex",
    }

    EFFORTS: ClassVar[dict[str, str]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max", "minimal": "low",
    }

    DISPLAYS: ClassVar[dict[str, str]] = {"shown": "summarized", "hidden": "omitted", "updates": "summarized"}
