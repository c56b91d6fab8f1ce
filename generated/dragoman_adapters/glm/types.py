"""GLM (Z.ai): changes to shared types, tables and rules.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import filled
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
    FAULTS: ClassVar[dict[str, hub.Fault]] = {
        "invalid_request_error": "invalid", "authentication_error": "auth", "permission_error": "permission",
        "insufficient_quota": "quota", "model_not_found": "missing", "conflict_error": "conflict",
        "request_too_large": "too_large", "context_length_exceeded": "overflow", "rate_limit_exceeded": "rate_limit",
        "content_policy_violation": "policy", "timeout": "timeout", "server_is_overloaded": "overloaded",
        "server_error": "api", "billing_error": "billing", "invalid_api_key": "auth", "rate_limit_error": "rate_limit",
        "overloaded_error": "overloaded", "api_error": "api", "not_found_error": "missing",
        "exceed_context_size_error": "overflow", "context_too_large": "overflow",
        "model_max_prompt_tokens_exceeded": "overflow", "content_filter": "policy", "cyber_policy": "policy",
        "bio_policy": "policy", "misalignment": "policy", "misalignment_policy_violation": "policy",
        "tool_use_failed": "api", "slow_down": "overloaded", "400": "invalid", "401": "auth", "402": "billing",
        "403": "permission", "404": "missing", "408": "timeout", "409": "conflict", "413": "too_large",
        "429": "rate_limit", "500": "api", "502": "api", "503": "overloaded", "504": "timeout", "529": "overloaded",
        "1000": "auth", "1001": "auth", "1002": "auth", "1003": "auth", "1110": "permission", "1112": "permission",
        "1113": "billing", "1210": "invalid", "1211": "missing", "1213": "invalid", "1214": "invalid",
        "1261": "overflow", "1301": "policy", "1302": "rate_limit", "1303": "rate_limit", "1305": "overloaded",
        "1308": "quota", "1309": "quota", "1310": "quota",
    }

    def read_citation_from_found(self, it: Found) -> hub.Citation | None:
        if not filled(it.get("link")):
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
