"""Google Gemini: changes to shared types, tables and rules.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import at_most, join, minus, seconds, to_string
from dragoman_adapters.openai_chat import types as base
from dragoman_adapters.openai_chat.types import Usage


class Error(base.Error, total=False):
    status: str | None
    details: list[Detailed] | None


class Extra(TypedDict, total=False):
    google: Google | None


class Google(TypedDict, total=False):
    thought_signature: str | None
    thought: bool | None


class Detailed(TypedDict, total=False):
    reason: str | None
    retryDelay: str | None


class ReadTypes(base.ReadTypes):
    REASONS: ClassVar[dict[str, hub.ErrorType]] = {
        "API_KEY_INVALID": "authentication", "QUOTA_EXHAUSTED": "quota", "RATE_LIMIT_EXCEEDED": "rate_limit",
        "MODEL_CAPACITY_EXHAUSTED": "overloaded", "BILLING_DISABLED": "billing", "SERVICE_DISABLED": "permission",
        "API_KEY_EXPIRED": "authentication",
    }

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        output_tokens = minus(it.get("total_tokens"), it.get("prompt_tokens"))
        if output_tokens is None:
            output_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        return out

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        out = super().read_api_error_from_error(it)
        details = it.get("details")
        if (retry_after := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["retry_after"] = retry_after
        return out

    def read_api_error_from_error_error_type(self, it: Error) -> hub.ErrorType | None:
        details = it.get("details")
        out2 = join([x.get("reason") for x in details or ()], "")
        out: hub.ErrorType | None = self.REASONS.get(out2) if out2 is not None else None
        if out is None:
            out3 = to_string(it.get("code"))
            out = self.ERROR_TYPES.get(out3) if out3 is not None else None
        if out is None:
            type_ = it.get("type")
            out = self.ERROR_TYPES.get(type_) if type_ is not None else None
        return out

    def read_api_error_from_error_code(self, it: Error) -> str | None:
        out = it.get("status")
        if out is None:
            out = to_string(it.get("code"))
        if out is None:
            out = it.get("type")
        return out
