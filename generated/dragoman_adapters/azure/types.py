"""Azure OpenAI: changes to shared types, tables and rules.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import specific, to_string
from dragoman_adapters.openai_chat import types as base


class Error(base.Error, total=False):
    innererror: Inner | None


class Inner(TypedDict, total=False):
    code: str | None
    content_filter_result: Any
    content_filter_results: Any


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
        "503": "overloaded", "504": "timeout", "529": "overloaded", "ResponsibleAIPolicyViolation": "content_policy",
    }

    def read_api_error_from_error_error_type(self, it: Error) -> hub.ErrorType | None:
        innererror = it.get("innererror")
        code = innererror.get("code") if innererror else None
        out: hub.ErrorType | None = self.ERROR_TYPES.get(code) if code is not None else None
        if out is None:
            out2 = to_string(it.get("code"))
            out = specific(self.ERROR_TYPES.get(out2) if out2 is not None else None)
        if out is None:
            type_ = it.get("type")
            out = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if out is None:
            out3 = to_string(it.get("code"))
            out = self.ERROR_TYPES.get(out3) if out3 is not None else None
        if out is None:
            type_2 = it.get("type")
            out = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        return out
