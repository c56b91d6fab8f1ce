"""What Azure OpenAI changes: types.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import text
from dragoman_adapters.openai_chat.types import Error

READ_FAULTS: Final[dict[str, hub.Fault]] = {
    "invalid_request_error": "invalid",
    "authentication_error": "auth",
    "permission_error": "permission",
    "insufficient_quota": "quota",
    "model_not_found": "missing",
    "conflict_error": "conflict",
    "request_too_large": "too_large",
    "context_length_exceeded": "overflow",
    "rate_limit_exceeded": "rate_limit",
    "content_policy_violation": "policy",
    "timeout": "timeout",
    "server_is_overloaded": "overloaded",
    "server_error": "api",
    "billing_error": "billing",
    "invalid_api_key": "auth",
    "rate_limit_error": "rate_limit",
    "overloaded_error": "overloaded",
    "api_error": "api",
    "not_found_error": "missing",
    "exceed_context_size_error": "overflow",
    "context_too_large": "overflow",
    "model_max_prompt_tokens_exceeded": "overflow",
    "content_filter": "policy",
    "cyber_policy": "policy",
    "bio_policy": "policy",
    "misalignment": "policy",
    "misalignment_policy_violation": "policy",
    "tool_use_failed": "api",
    "slow_down": "overloaded",
    "400": "invalid",
    "401": "auth",
    "402": "billing",
    "403": "permission",
    "404": "missing",
    "408": "timeout",
    "409": "conflict",
    "413": "too_large",
    "429": "rate_limit",
    "500": "api",
    "502": "api",
    "503": "overloaded",
    "504": "timeout",
    "529": "overloaded",
    "ResponsibleAIPolicyViolation": "policy",
}


def read_failure_from_error(it: Error, context: Context) -> hub.Failure:
    fault2 = text(it.get("code"))
    fault: hub.Fault | None = READ_FAULTS.get(fault2) if fault2 is not None else None
    if fault is None:
        type_ = it.get("type")
        fault = READ_FAULTS.get(type_) if type_ is not None else None
    message = it.get("message")
    out: hub.Failure = {
        "fault": "api" if fault is None else fault,
        "message": "the provider gave no message" if message is None else message,
    }
    said = text(it.get("code"))
    if said is None:
        said = it.get("type")
    if said is not None:
        out["said"] = said
    return out
