"""What Google Gemini changes: stream.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.filters import as_text
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman.library.validation import Wrong, record
from dragoman_adapters.gemini_provider.types import Extra, read_failure_from_error, read_usage_from_usage
from dragoman_adapters.openai_chat.stream import (
    FunctionPart,
    check_annotation,
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
    reasoning_content: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None
    extra_content: Extra | None
    thought_signature: str | None


class CallPart(TypedDict, total=False):
    index: int | None
    id: str | None
    type: str | None
    function: FunctionPart | None
    extra_content: Extra | None


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
    value = it.get("reasoning_content")
    if value is not None and value.__class__ is not str:
        wrong(it, "reasoning_content", "a string")
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
    value = it.get("extra_content")
    if value is not None and value.__class__ is not dict:
        wrong(it, "extra_content", "an object")
    elif value is not None:
        check_extra(value, wrong)
    value = it.get("thought_signature")
    if value is not None and value.__class__ is not str:
        wrong(it, "thought_signature", "a string")


def check_call_part(it: Any, wrong: Wrong) -> None:
    value = it.get("index")
    if value is not None and value.__class__ is not int:
        wrong(it, "index", "an integer")
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("function")
    if value is not None and value.__class__ is not dict:
        wrong(it, "function", "an object")
    elif value is not None:
        check_function_part(value, wrong)
    value = it.get("extra_content")
    if value is not None and value.__class__ is not dict:
        wrong(it, "extra_content", "an object")
    elif value is not None:
        check_extra(value, wrong)


def check_extra(it: Any, wrong: Wrong) -> None:
    value = it.get("google")
    if value is not None and value.__class__ is not dict:
        wrong(it, "google", "an object")
    elif value is not None:
        check_google(value, wrong)


def check_google(it: Any, wrong: Wrong) -> None:
    value = it.get("thought_signature")
    if value is not None and value.__class__ is not str:
        wrong(it, "thought_signature", "a string")
    value = it.get("thought")
    if value is not None and value.__class__ is not bool:
        wrong(it, "thought", "a boolean")


def check_error(it: Any, wrong: Wrong) -> None:
    value = it.get("message")
    if value is not None and value.__class__ is not str:
        wrong(it, "message", "a string")
    value = it.get("type")
    if value is not None and value.__class__ is not str:
        wrong(it, "type", "a string")
    value = it.get("code")
    if value is not None and value.__class__ not in (str, int):
        wrong(it, "code", "a string or an integer")
    value = it.get("param")
    if value is not None and value.__class__ is not str:
        wrong(it, "param", "a string")
    value = it.get("status")
    if value is not None and value.__class__ is not str:
        wrong(it, "status", "a string")
    value = it.get("details")
    if value is not None and value.__class__ is not list:
        wrong(it, "details", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_detailed(item, wrong)


def check_detailed(it: Any, wrong: Wrong) -> None:
    value = it.get("reason")
    if value is not None and value.__class__ is not str:
        wrong(it, "reason", "a string")
    value = it.get("retryDelay")
    if value is not None and value.__class__ is not str:
        wrong(it, "retryDelay", "a string")


check_event: Final = check_chunk


class Reader(Base):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<thought>", "</thought>")

    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text_ = content if isinstance(content, str) else None
        if text_:
            for kind, piece in self.tags.feed(text_):
                self.blocks.say(kind, piece)

    def on_call(self, delta: Any) -> None:
        for call in delta.get("tool_calls") or ():
            function = call.get("function")
            extra_content = call.get("extra_content")
            google = extra_content.get("google") if extra_content else None
            self.blocks.part(
                "call",
                call.get("index"),
                id=call.get("id"),
                name=function.get("name") if function else None,
                text=as_text(function.get("arguments") if function else None),
                proof=google.get("thought_signature") if google else None,
            )

    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))

    def word(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.say(kind, piece)
        self.blocks.finish()

    def eof(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.say(kind, piece)
        if self.blocks.reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("api", "stream ended unexpectedly")
