"""What Perplexity changes: stream.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library.context import Context
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman.library.validation import Wrong
from dragoman_adapters.openai_chat.stream import (
    Choice,
    check_choice,
    check_completion_details,
    check_error,
    check_prompt_details,
)
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.types import Error
from dragoman_adapters.perplexity.types import (
    SearchResult,
    Usage,
    read_cite_from_search_result,
    read_cite_from_str,
    read_usage_from_usage,
)


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
    citations: list[str] | None
    search_results: list[SearchResult] | None


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
    value = it.get("citations")
    if value is not None and value.__class__ is not list:
        wrong(it, "citations", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not str:
                wrong(value, at, "a string")
    value = it.get("search_results")
    if value is not None and value.__class__ is not list:
        wrong(it, "search_results", "a list")
    elif value is not None:
        for at, item in enumerate(value):
            if item.__class__ is not dict:
                wrong(value, at, "an object")
            else:
                check_search_result(item, wrong)


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
    value = it.get("num_search_queries")
    if value is not None and value.__class__ is not int:
        wrong(it, "num_search_queries", "an integer")
    value = it.get("citation_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "citation_tokens", "an integer")
    value = it.get("reasoning_tokens")
    if value is not None and value.__class__ is not int:
        wrong(it, "reasoning_tokens", "an integer")
    value = it.get("search_context_size")
    if value is not None and value.__class__ is not str:
        wrong(it, "search_context_size", "a string")


def check_search_result(it: Any, wrong: Wrong) -> None:
    value = it.get("title")
    if value is not None and value.__class__ is not str:
        wrong(it, "title", "a string")
    value = it.get("url")
    if value is not None and value.__class__ is not str:
        wrong(it, "url", "a string")
    value = it.get("date")
    if value is not None and value.__class__ is not str:
        wrong(it, "date", "a string")
    value = it.get("last_updated")
    if value is not None and value.__class__ is not str:
        wrong(it, "last_updated", "a string")
    value = it.get("snippet")
    if value is not None and value.__class__ is not str:
        wrong(it, "snippet", "a string")
    value = it.get("source")
    if value is not None and value.__class__ is not str:
        wrong(it, "source", "a string")


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
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_broke(choice)
        self.on_sources(it)
        self.on_links(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_sources(self, it: Any) -> None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        finish_reason = choice.get("finish_reason") if choice else None
        if finish_reason:
            for source in it.get("search_results") or ():
                cite = read_cite_from_search_result(source, self.context)
                if cite is not None:
                    self.blocks.cite(cite)

    def on_links(self, it: Any) -> None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        finish_reason = choice.get("finish_reason") if choice else None
        if finish_reason:
            for link in it.get("citations") or ():
                cite = read_cite_from_str(link, self.context)
                if cite is not None:
                    self.blocks.cite(cite)

    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))


class ReaderWhen1(Reader):
    """When the model is sonar-reasoning*, sonar-deep-research."""

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
