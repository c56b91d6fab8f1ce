"""GLM (Z.ai): changes to shared types, tables and rules.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import non_empty
from dragoman_adapters.openai_chat import types as base


class Found(TypedDict, total=False):
    title: str | None
    link: str | None
    content: str | None
    media: str | None
    icon: str | None
    refer: str | None
    publish_date: str | None


class ReadTypes(base.ReadTypes):
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
        "503": "overloaded", "504": "timeout", "529": "overloaded", "1000": "authentication", "1001": "authentication",
        "1002": "authentication", "1003": "authentication", "1110": "permission", "1112": "permission",
        "1113": "billing", "1210": "invalid_request", "1211": "not_found", "1213": "invalid_request",
        "1214": "invalid_request", "1261": "context_length_exceeded", "1301": "content_policy", "1302": "rate_limit",
        "1303": "rate_limit", "1305": "overloaded", "1308": "quota", "1309": "quota", "1310": "quota",
    }

    def read_citation_from_found(self, it: Found) -> hub.Citation | None:
        if not non_empty(it.get("link")):
            return None
        url = it.get("link")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        if (quote := it.get("content")) is not None:
            out["quote"] = quote
        return out


class WriteTypes(base.WriteTypes):
    EFFORTS: ClassVar[dict[str, str]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }

    SWITCHES: ClassVar[dict[str, str]] = {
        "on": "enabled", "off": "disabled", "auto": "enabled", "interleaved": "disabled",
    }

    QUIETS: ClassVar[dict[str, str]] = {"any": "disabled", "tool": "disabled"}
