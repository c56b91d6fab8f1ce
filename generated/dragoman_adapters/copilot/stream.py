"""What GitHub Copilot changes: stream.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.validation import Wrong, record
from dragoman_adapters.copilot.types import read_failure_from_error
from dragoman_adapters.openai_chat.stream import (
    CallPart,
    FunctionPart,
    check_annotation,
    check_call_part,
    check_error,
    check_function_part,
    check_piece,
    check_usage,
)
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.types import Annotation


class Delta(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning_text: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None
    reasoning_opaque: str | None


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


def check_choice(it: Any, wrong: Wrong) -> None:
    value = it.get("index")
    if value is not None and value.__class__ is not int:
        wrong(it, "index", "an integer")
    value = it.get("delta")
    if value is not None and value.__class__ is not dict:
        wrong(it, "delta", "an object")
    elif value is not None:
        check_delta(value, wrong)
    value = it.get("finish_reason")
    if value is not None and value.__class__ is not str:
        wrong(it, "finish_reason", "a string")
    value = it.get("stop_reason")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "stop_reason", "a string or an integer")
    value = it.get("matched_stop")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "matched_stop", "a string or an integer")


def check_delta(it: Any, wrong: Wrong) -> None:
    value = it.get("role")
    if value is not None and value.__class__ is not str:
        wrong(it, "role", "a string")
    value = it.get("content")
    if value is not None and value.__class__ not in (str, list):
        wrong(it, "content", "a string or a list")
    elif value.__class__ is list:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_piece(item, wrong)
    value = it.get("refusal")
    if value is not None and value.__class__ is not str:
        wrong(it, "refusal", "a string")
    value = it.get("reasoning_text")
    if value is not None and value.__class__ is not str:
        wrong(it, "reasoning_text", "a string")
    value = it.get("tool_calls")
    if value is not None and value.__class__ is not list:
        wrong(it, "tool_calls", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_call_part(item, wrong)
    value = it.get("function_call")
    if value is not None and value.__class__ is not dict:
        wrong(it, "function_call", "an object")
    elif value is not None:
        check_function_part(value, wrong)
    value = it.get("annotations")
    if value is not None and value.__class__ is not list:
        wrong(it, "annotations", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_annotation(item, wrong)
    value = it.get("reasoning_opaque")
    if value is not None and value.__class__ is not str:
        wrong(it, "reasoning_opaque", "a string")


check_event: Final = check_chunk


class Reader(Base):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_said(it)
        self.on_begin(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_proof(delta)
            self.on_text(delta)
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_broke(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_reasoning(self, delta: Any) -> None:
        reasoning_text = delta.get("reasoning_text")
        if reasoning_text:
            self.blocks.say("thought", reasoning_text)

    def on_proof(self, delta: Any) -> None:
        reasoning_opaque = delta.get("reasoning_opaque")
        if reasoning_opaque:
            self.blocks.gather({"opaque": reasoning_opaque}, ("kind",), ("opaque",))
