"""Azure OpenAI: changes to shared types, tables and rules.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import nested_text, rendered, specific, to_string
from dragoman.library.validation import record
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

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message2 = it.get("message")
        message = nested_text(message2 if isinstance(message2, str) else None, "message")
        if message is None:
            message3 = record(it.get("message"))
            message = rendered(message3.get("detail") if message3 else None, "{loc}: {msg}")
        out: hub.ApiError = {"message": "" if message is None else message}
        innererror = it.get("innererror")
        code = innererror.get("code") if innererror else None
        error_type: hub.ErrorType | None = self.ERROR_TYPES.get(code) if code is not None else None
        if error_type is None:
            error_type2 = to_string(it.get("code"))
            error_type = specific(self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None)
        if error_type is None:
            type_ = it.get("type")
            error_type = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if error_type is None:
            error_type3 = to_string(it.get("code"))
            error_type = self.ERROR_TYPES.get(error_type3) if error_type3 is not None else None
        if error_type is None:
            type_2 = it.get("type")
            error_type = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code2 = to_string(it.get("code"))
        if code2 is None:
            code2 = it.get("type")
        if code2 is not None:
            out["code"] = code2
        if (param := it.get("param")) is not None:
            out["param"] = param
        return out
