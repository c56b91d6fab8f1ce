"""Shared types, tables and rules of Gemini generateContent.

Generated from specs/protocols/gemini/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import join, minus, nested_text, plus, seconds


class Content(TypedDict, total=False):
    role: str | None
    parts: list[Part] | None


class Part(TypedDict, total=False):
    text: str | None
    thought: bool | None
    thoughtSignature: str | None
    functionCall: FunctionCall | None
    functionResponse: FunctionResponse | None
    inlineData: Blob | None
    fileData: Any
    executableCode: Any
    codeExecutionResult: Any


class Blob(TypedDict, total=False):
    mimeType: str | None
    data: str | None
    displayName: str | None


class FunctionCall(TypedDict, total=False):
    id: str | None
    name: str | None
    args: Any


class FunctionResponse(TypedDict, total=False):
    id: str | None
    name: str | None
    response: Any
    parts: list[Part] | None


class Candidate(TypedDict, total=False):
    content: Content | None
    finishReason: str | None
    finishMessage: str | None
    index: int | None
    groundingMetadata: Grounding | None
    citationMetadata: Any
    urlContextMetadata: Any
    safetyRatings: Any
    tokenCount: int | None
    avgLogprobs: float | None
    logprobsResult: LogprobsResult | None


class LogprobsResult(TypedDict, total=False):
    chosenCandidates: list[Token] | None
    topCandidates: Any
    logProbabilitySum: float | None


class Token(TypedDict, total=False):
    token: str | None
    tokenId: int | None
    logProbability: float | None


class Grounding(TypedDict, total=False):
    groundingChunks: list[Found] | None
    groundingSupports: list[Support] | None
    webSearchQueries: Any
    searchEntryPoint: Any
    retrievalMetadata: Any


class Support(TypedDict, total=False):
    segment: Segment | None
    groundingChunkIndices: list[int] | None
    confidenceScores: Any


class Segment(TypedDict, total=False):
    partIndex: int | None
    startIndex: int | None
    endIndex: int | None
    text: str | None


class Found(TypedDict, total=False):
    web: Web | None
    retrievedContext: Any
    maps: Any
    image: Any


class Web(TypedDict, total=False):
    uri: str | None
    title: str | None
    domain: str | None


class Blocked(TypedDict, total=False):
    blockReason: str | None
    blockReasonMessage: str | None
    safetyRatings: Any


class Usage(TypedDict, total=False):
    promptTokenCount: int | None
    cachedContentTokenCount: int | None
    candidatesTokenCount: int | None
    thoughtsTokenCount: int | None
    toolUsePromptTokenCount: int | None
    totalTokenCount: int | None
    trafficType: str | None
    serviceTier: str | None
    promptTokensDetails: Any
    cacheTokensDetails: Any
    candidatesTokensDetails: Any
    toolUsePromptTokensDetails: Any


class Error(TypedDict, total=False):
    code: int | None
    message: str | None
    status: str | None
    details: list[Detail] | None


class Detail(TypedDict, total=False):
    reason: str | None
    retryDelay: str | None


class ReadTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "STOP": "stop", "MAX_TOKENS": "max_tokens", "SAFETY": "refusal", "RECITATION": "refusal", "LANGUAGE": "refusal",
        "BLOCKLIST": "refusal", "PROHIBITED_CONTENT": "refusal", "SPII": "refusal", "MODEL_ARMOR": "refusal",
        "IMAGE_SAFETY": "refusal", "IMAGE_PROHIBITED_CONTENT": "refusal", "IMAGE_RECITATION": "refusal",
    }

    BROKEN: ClassVar[dict[str, hub.ErrorType]] = {
        "MALFORMED_FUNCTION_CALL": "server_error", "UNEXPECTED_TOOL_CALL": "server_error",
        "TOO_MANY_TOOL_CALLS": "server_error", "MALFORMED_RESPONSE": "server_error",
        "MISSING_THOUGHT_SIGNATURE": "invalid_request",
    }

    ERROR_TYPES: ClassVar[dict[str, hub.ErrorType]] = {
        "INVALID_ARGUMENT": "invalid_request", "UNAUTHENTICATED": "authentication", "PERMISSION_DENIED": "permission",
        "NOT_FOUND": "not_found", "ABORTED": "conflict", "RESOURCE_EXHAUSTED": "rate_limit",
        "DEADLINE_EXCEEDED": "timeout", "UNAVAILABLE": "overloaded", "INTERNAL": "server_error",
        "FAILED_PRECONDITION": "invalid_request", "OUT_OF_RANGE": "invalid_request", "ALREADY_EXISTS": "conflict",
        "CANCELLED": "timeout", "UNIMPLEMENTED": "invalid_request", "UNKNOWN": "server_error",
        "DATA_LOSS": "server_error",
    }

    REASONS: ClassVar[dict[str, hub.ErrorType]] = {
        "API_KEY_INVALID": "authentication", "QUOTA_EXHAUSTED": "quota", "RATE_LIMIT_EXCEEDED": "rate_limit",
        "MODEL_CAPACITY_EXHAUSTED": "overloaded", "BILLING_DISABLED": "billing", "SERVICE_DISABLED": "permission",
        "API_KEY_EXPIRED": "authentication", "ACCESS_TOKEN_EXPIRED": "authentication",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "permission", "CREDENTIALS_MISSING": "authentication",
        "VALIDATION_REQUIRED": "permission", "SECURITY_POLICY_VIOLATED": "permission",
    }

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        cached_content_token_count = it.get("cachedContentTokenCount")
        uncached_input_tokens = plus(
            minus(it.get("promptTokenCount"), cached_content_token_count),
            it.get("toolUsePromptTokenCount"),
        )
        output_tokens = plus(it.get("candidatesTokenCount"), it.get("thoughtsTokenCount"))
        thoughts_token_count = it.get("thoughtsTokenCount")
        out: hub.Usage = {}
        if cached_content_token_count is not None:
            out["cache_read_tokens"] = cached_content_token_count
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        if thoughts_token_count is not None:
            out["reasoning_tokens"] = thoughts_token_count
        return out

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message = nested_text(it.get("message"), "message")
        out: hub.ApiError = {"message": "" if message is None else message}
        details = it.get("details")
        error_type2 = join([x.get("reason") for x in details or ()], "")
        error_type: hub.ErrorType | None = self.REASONS.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            status = it.get("status")
            error_type = self.ERROR_TYPES.get(status) if status is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        if (code := it.get("status")) is not None:
            out["code"] = code
        if (retry_after := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["retry_after"] = retry_after
        return out

    def read_citation_from_grounding(self, it: Grounding) -> hub.Citation | None:
        given: Any = it.get("groundingChunks")
        if given is None:
            given = it.get("groundingSupports")
        if not given:
            return None
        out: hub.Citation = {"url": ""}
        grounding_chunks = it.get("groundingChunks")
        if sources := [self.read_citation_from_found(x) for x in grounding_chunks or ()]:
            out["sources"] = sources
        grounding_supports = it.get("groundingSupports")
        if passages := [self.read_passage_from_support(x) for x in grounding_supports or ()]:
            out["passages"] = passages
        return out

    def read_passage_from_support(self, it: Support) -> hub.Passage:
        segment = it.get("segment")
        start = segment.get("startIndex") if segment else None
        out: hub.Passage = {"start": 0 if start is None else start}
        if segment and (end := segment.get("endIndex")) is not None:
            out["end"] = end
        if segment and (quote := segment.get("text")) is not None:
            out["quote"] = quote
        if sources := it.get("groundingChunkIndices"):
            out["sources"] = sources
        return out

    def read_citation_from_found(self, it: Found) -> hub.Citation:
        web = it.get("web")
        url = web.get("uri") if web else None
        out: hub.Citation = {"url": "" if url is None else url}
        if web and (title := web.get("title")) is not None:
            out["title"] = title
        return out


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "stop": "STOP", "max_tokens": "MAX_TOKENS", "refusal": "SAFETY", "tool_calls": "STOP", "stop_sequence": "STOP",
        "pause": "STOP", "context_window": "MAX_TOKENS",
    }

    BROKEN: ClassVar[dict[str, str]] = {"server_error": "MALFORMED_FUNCTION_CALL"}

    ERROR_TYPES: ClassVar[dict[str, str]] = {
        "invalid_request": "INVALID_ARGUMENT", "authentication": "UNAUTHENTICATED", "permission": "PERMISSION_DENIED",
        "not_found": "NOT_FOUND", "conflict": "ABORTED", "rate_limit": "RESOURCE_EXHAUSTED",
        "timeout": "DEADLINE_EXCEEDED", "overloaded": "UNAVAILABLE", "server_error": "INTERNAL",
    }

    REASONS: ClassVar[dict[str, str]] = {
        "authentication": "API_KEY_INVALID", "quota": "QUOTA_EXHAUSTED", "rate_limit": "RATE_LIMIT_EXCEEDED",
        "overloaded": "MODEL_CAPACITY_EXHAUSTED", "billing": "BILLING_DISABLED", "permission": "SERVICE_DISABLED",
    }
