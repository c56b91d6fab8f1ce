"""What Groq changes: stream.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman.library.validation import Wrong, word_of
from dragoman_adapters.groq.types import READ_TIERS, Executed, read_cite_from_page
from dragoman_adapters.openai_chat.stream import (
    CallPart,
    Choice,
    FunctionPart,
    check_annotation,
    check_call_part,
    check_error,
    check_function_part,
    check_piece,
    check_usage,
)
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.types import Annotation, Error, Usage, read_usage_from_usage


class Chunk(TypedDict, total=False):
    id: str | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Error | str | None
    object: str | None
    created: int | None
    service_tier: str | None
    system_fingerprint: str | None
    obfuscation: str | None
    moderation: Any
    citations: Any
    x_groq: XGroq | None


class Delta(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None
    executed_tools: list[Executed] | None


class XGroq(TypedDict, total=False):
    id: str | None
    seed: int | None
    usage: Usage | None


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
    value = it.get("x_groq")
    if value is not None and value.__class__ is not dict:
        wrong(it, "x_groq", "an object")
    elif value is not None:
        check_xgroq(value, wrong)


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
    value = it.get("reasoning")
    if value is not None and value.__class__ is not str:
        wrong(it, "reasoning", "a string")
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
    value = it.get("executed_tools")
    if value is not None and value.__class__ is not list:
        wrong(it, "executed_tools", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_executed(item, wrong)


def check_executed(it: Any, wrong: Wrong) -> None:
    value = it.get("search_results")
    if value is not None and value.__class__ is not dict:
        wrong(it, "search_results", "an object")
    elif value is not None:
        check_results(value, wrong)


def check_results(it: Any, wrong: Wrong) -> None:
    value = it.get("results")
    if value is not None and value.__class__ is not list:
        wrong(it, "results", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_page(item, wrong)


def check_page(it: Any, wrong: Wrong) -> None:
    value = it.get("url")
    if value is not None and value.__class__ is not str:
        wrong(it, "url", "a string")
    value = it.get("title")
    if value is not None and value.__class__ is not str:
        wrong(it, "title", "a string")
    value = it.get("content")
    if value is not None and value.__class__ is not str:
        wrong(it, "content", "a string")


def check_xgroq(it: Any, wrong: Wrong) -> None:
    value = it.get("id")
    if value is not None and value.__class__ is not str:
        wrong(it, "id", "a string")
    value = it.get("seed")
    if value is not None and value.__class__ is not int:
        wrong(it, "seed", "an integer")
    value = it.get("usage")
    if value is not None and value.__class__ is not dict:
        wrong(it, "usage", "an object")
    elif value is not None:
        check_usage(value, wrong)


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
            self.on_text(delta)
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_found(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_broke(choice)
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        x_groq = it.get("x_groq")
        if x_groq:
            self.on_count_groq(x_groq)
        self.on_count(it)

    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning:
            self.blocks.say("thought", reasoning)

    def on_found(self, delta: Any) -> None:
        for found in delta.get("executed_tools") or ():
            search_results = found.get("search_results")
            results = search_results.get("results") if search_results else None
            for page in results or ():
                cite = read_cite_from_page(page, self.context)
                if cite is not None:
                    self.blocks.cite(cite)

    def on_tier(self, it: Any) -> None:
        service_tier = it.get("service_tier")
        if service_tier:
            usage: hub.Usage = {"tier": word_of(READ_TIERS, service_tier, "standard", self.context)}
            self.blocks.keep(usage=usage)

    def on_count_groq(self, x_groq: Any) -> None:
        usage = x_groq.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))


class ReaderWhen1(Reader):
    """When the model is deepseek-r1-*, qwen-qwq-*, qwen/qwen3*."""

    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<think>", "</think>")

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
