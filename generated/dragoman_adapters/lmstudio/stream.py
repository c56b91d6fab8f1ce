"""What LM Studio changes: stream.

Generated from specs/providers/lmstudio.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library.context import Context
from dragoman.library.filters import detail_text, filled
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman.library.validation import Wrong
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
    reasoning_content: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None
    reasoning: str | None
    reasoning_details: Any


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
    value = it.get("reasoning")
    if value is not None and value.__class__ is not str:
        wrong(it, "reasoning", "a string")


check_event: Final = check_chunk


class Reader(Base):
    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<think>", "</think>")

    def on_reasoning(self, delta: Any) -> None:
        reasoning = filled(delta.get("reasoning_content"))
        if reasoning is None:
            reasoning = delta.get("reasoning")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.say("thought", reasoning)

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text_ = content if isinstance(content, str) else None
        if text_:
            for kind, piece in self.tags.feed(text_):
                self.blocks.say(kind, piece)

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
