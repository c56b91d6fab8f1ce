"""Shared types, tables and rules of Gemini generateContent.

Generated from specs/protocols/gemini/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import join, less, plus, seconds


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
    logprobsResult: Any


class Grounding(TypedDict, total=False):
    groundingChunks: list[Found] | None
    groundingSupports: Any
    webSearchQueries: Any
    searchEntryPoint: Any
    retrievalMetadata: Any


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
    STOP_REASONS: ClassVar[dict[str, hub.Stop]] = {
        "STOP": "end", "MAX_TOKENS": "length", "SAFETY": "refusal", "RECITATION": "refusal", "LANGUAGE": "refusal",
        "BLOCKLIST": "refusal", "PROHIBITED_CONTENT": "refusal", "SPII": "refusal", "MODEL_ARMOR": "refusal",
        "IMAGE_SAFETY": "refusal", "IMAGE_PROHIBITED_CONTENT": "refusal", "IMAGE_RECITATION": "refusal",
    }

    BROKEN: ClassVar[dict[str, hub.Fault]] = {
        "MALFORMED_FUNCTION_CALL": "api", "UNEXPECTED_TOOL_CALL": "api", "TOO_MANY_TOOL_CALLS": "api",
        "MALFORMED_RESPONSE": "api", "MISSING_THOUGHT_SIGNATURE": "invalid",
    }

    FAULTS: ClassVar[dict[str, hub.Fault]] = {
        "INVALID_ARGUMENT": "invalid", "UNAUTHENTICATED": "auth", "PERMISSION_DENIED": "permission",
        "NOT_FOUND": "missing", "ABORTED": "conflict", "RESOURCE_EXHAUSTED": "rate_limit",
        "DEADLINE_EXCEEDED": "timeout", "UNAVAILABLE": "overloaded", "INTERNAL": "api",
        "FAILED_PRECONDITION": "invalid", "OUT_OF_RANGE": "invalid", "ALREADY_EXISTS": "conflict",
        "CANCELLED": "timeout", "UNIMPLEMENTED": "invalid", "UNKNOWN": "api", "DATA_LOSS": "api",
    }

    REASONS: ClassVar[dict[str, hub.Fault]] = {
        "API_KEY_INVALID": "auth", "QUOTA_EXHAUSTED": "quota", "RATE_LIMIT_EXCEEDED": "rate_limit",
        "MODEL_CAPACITY_EXHAUSTED": "overloaded", "BILLING_DISABLED": "billing", "SERVICE_DISABLED": "permission",
        "API_KEY_EXPIRED": "auth", "ACCESS_TOKEN_EXPIRED": "auth", "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "permission",
        "CREDENTIALS_MISSING": "auth", "VALIDATION_REQUIRED": "permission", "SECURITY_POLICY_VIOLATED": "permission",
    }

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        cached_content_token_count = it.get("cachedContentTokenCount")
        tokens_in = plus(
            less(it.get("promptTokenCount"), cached_content_token_count),
            it.get("toolUsePromptTokenCount"),
        )
        tokens_out = plus(it.get("candidatesTokenCount"), it.get("thoughtsTokenCount"))
        thoughts_token_count = it.get("thoughtsTokenCount")
        out: hub.Usage = {}
        if cached_content_token_count is not None:
            out["tokens_read"] = cached_content_token_count
        if tokens_in is not None:
            out["tokens_in"] = tokens_in
        if tokens_out is not None:
            out["tokens_out"] = tokens_out
        if thoughts_token_count is not None:
            out["tokens_thought"] = thoughts_token_count
        return out

    def read_failure_from_error(self, it: Error) -> hub.Failure:
        details = it.get("details")
        fault2 = join([x.get("reason") for x in details or ()], "")
        fault: hub.Fault | None = self.REASONS.get(fault2) if fault2 is not None else None
        if fault is None:
            status = it.get("status")
            fault = self.FAULTS.get(status) if status is not None else None
        message = it.get("message")
        out: hub.Failure = {
            "fault": "api" if fault is None else fault,
            "message": "the provider gave no message" if message is None else message,
        }
        if (said := it.get("status")) is not None:
            out["said"] = said
        if (wait := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["wait"] = wait
        return out

    def read_citation_from_found(self, it: Found) -> hub.Citation | None:
        web = it.get("web")
        if not (web and web.get("uri")):
            return None
        url = web.get("uri")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := web.get("title")) is not None:
            out["title"] = title
        return out


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "end": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY", "call": "STOP", "match": "STOP", "pause": "STOP",
        "window": "MAX_TOKENS",
    }

    BROKEN: ClassVar[dict[str, str]] = {"api": "MALFORMED_FUNCTION_CALL"}

    FAULTS: ClassVar[dict[str, str]] = {
        "invalid": "INVALID_ARGUMENT", "auth": "UNAUTHENTICATED", "permission": "PERMISSION_DENIED",
        "missing": "NOT_FOUND", "conflict": "ABORTED", "rate_limit": "RESOURCE_EXHAUSTED",
        "timeout": "DEADLINE_EXCEEDED", "overloaded": "UNAVAILABLE", "api": "INTERNAL",
    }

    REASONS: ClassVar[dict[str, str]] = {
        "auth": "API_KEY_INVALID", "quota": "QUOTA_EXHAUSTED", "rate_limit": "RATE_LIMIT_EXCEEDED",
        "overloaded": "MODEL_CAPACITY_EXHAUSTED", "billing": "BILLING_DISABLED", "permission": "SERVICE_DISABLED",
    }
