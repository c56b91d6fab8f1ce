"""Google Gemini: changes to shared types, tables and rules.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import at_most, join, less, seconds, text
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
    REASONS: ClassVar[dict[str, hub.Fault]] = {
        "API_KEY_INVALID": "auth", "QUOTA_EXHAUSTED": "quota", "RATE_LIMIT_EXCEEDED": "rate_limit",
        "MODEL_CAPACITY_EXHAUSTED": "overloaded", "BILLING_DISABLED": "billing", "SERVICE_DISABLED": "permission",
        "API_KEY_EXPIRED": "auth",
    }

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = less(it.get("prompt_tokens"), cached_tokens)
        tokens_written = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        tokens_in = less(rest, tokens_written)
        tokens_out = less(it.get("total_tokens"), it.get("prompt_tokens"))
        if tokens_out is None:
            tokens_out = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["tokens_read"] = cached_tokens
        if tokens_written is not None:
            out["tokens_written"] = tokens_written
        if tokens_in is not None:
            out["tokens_in"] = tokens_in
        if tokens_out is not None:
            out["tokens_out"] = tokens_out
        if reasoning_tokens is not None:
            out["tokens_thought"] = reasoning_tokens
        return out

    def read_failure_from_error(self, it: Error) -> hub.Failure:
        details = it.get("details")
        fault2 = join([x.get("reason") for x in details or ()], "")
        fault: hub.Fault | None = self.REASONS.get(fault2) if fault2 is not None else None
        if fault is None:
            fault3 = text(it.get("code"))
            fault = self.FAULTS.get(fault3) if fault3 is not None else None
        if fault is None:
            type_ = it.get("type")
            fault = self.FAULTS.get(type_) if type_ is not None else None
        message = it.get("message")
        out: hub.Failure = {
            "fault": "api" if fault is None else fault,
            "message": "the provider gave no message" if message is None else message,
        }
        said = it.get("status")
        if said is None:
            said = text(it.get("code"))
        if said is None:
            said = it.get("type")
        if said is not None:
            out["said"] = said
        if (wait := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["wait"] = wait
        return out
