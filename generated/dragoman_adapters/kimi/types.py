"""Kimi (Moonshot AI): changes to shared types, tables and rules.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman.library import hub
from dragoman.library.filters import at_most, less
from dragoman_adapters.openai_chat import types as base


class Usage(base.Usage, total=False):
    cached_tokens: int | None


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
        "exceeded_current_quota_error": "quota", "rate_limit_reached_error": "rate_limit",
        "engine_overloaded_error": "overloaded",
    }

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        tokens_read = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        if tokens_read is None:
            tokens_read = it.get("cached_tokens")
        rest = less(it.get("prompt_tokens"), tokens_read)
        tokens_written = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        tokens_in = less(rest, tokens_written)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if tokens_read is not None:
            out["tokens_read"] = tokens_read
        if tokens_written is not None:
            out["tokens_written"] = tokens_written
        if tokens_in is not None:
            out["tokens_in"] = tokens_in
        if completion_tokens is not None:
            out["tokens_out"] = completion_tokens
        if reasoning_tokens is not None:
            out["tokens_thought"] = reasoning_tokens
        return out


class WriteTypes(base.WriteTypes):
    EFFORTS: ClassVar[dict[str, str]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }

    SWITCHES: ClassVar[dict[str, str]] = {
        "on": "enabled", "off": "disabled", "auto": "enabled", "interleaved": "disabled",
    }

    QUIETS: ClassVar[dict[str, str]] = {"any": "disabled", "tool": "disabled"}
