"""GitHub Copilot: changes to shared types, tables and rules.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman.library import hub
from dragoman_adapters.openai_chat import types as base


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
        "model_not_supported": "missing", "quota_exceeded": "quota",
    }
