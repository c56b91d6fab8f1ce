"""What Mistral AI changes: stream.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.validation import Wrong, record
from dragoman_adapters.mistral.types import read_failure_from_error, read_usage_from_usage
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.stream import (
    check_choice,
    check_completion_details,
    check_error,
    check_prompt_details,
)


def check_chunk(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("model")
    if value is not None and value.__class__ is not str:
        wrong(it, "model", "a string")
    value = it.get("choices")
    if value is not None and value.__class__ is not list:
        wrong(it, "choices", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_choice(item, wrong)
    value = it.get("usage")
    if value is not None and value.__class__ is not dict:
        wrong(it, "usage", "an object")
    elif value is not None:
        check_usage(value, wrong)
    value = it.get("error")
    if value is not None and value.__class__ not in (dict, str):
        wrong(it, "error", "an object or a string")
    elif value.__class__ is dict:
        check_error(value, wrong)
    value = it.get("object")
    if value is not None and value.__class__ is not str:
        wrong(it, "object", "a string")
    value = it.get("created")
    if value is not None and value.__class__ is not int:
        wrong(it, "created", "an integer")
    value = it.get("service_tier")
    if value is not None and value.__class__ is not str:
        wrong(it, "service_tier", "a string")
    value = it.get("system_fingerprint")
    if value is not None and value.__class__ is not str:
        wrong(it, "system_fingerprint", "a string")
    value = it.get("obfuscation")
    if value is not None and value.__class__ is not str:
        wrong(it, "obfuscation", "a string")


def check_usage(it: Any, wrong: Wrong) -> None:
    value = it.get("prompt_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "prompt_tokens", "an integer")
    value = it.get("completion_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "completion_tokens", "an integer")
    value = it.get("total_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "total_tokens", "an integer")
    value = it.get("prompt_tokens_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "prompt_tokens_details", "an object")
    elif value is not None:
        check_prompt_details(value, wrong)
    value = it.get("completion_tokens_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "completion_tokens_details", "an object")
    elif value is not None:
        check_completion_details(value, wrong)
    value = it.get("num_cached_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "num_cached_tokens", "an integer")
    value = it.get("prompt_token_details")
    if value is not None and value.__class__ is not dict:
        wrong(it, "prompt_token_details", "an object")
    elif value is not None:
        check_prompt_details(value, wrong)


check_event: Final = check_chunk


class Reader(Base):
    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))
