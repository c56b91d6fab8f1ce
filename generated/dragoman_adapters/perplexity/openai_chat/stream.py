"""Perplexity: changes to streamed responses.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library.context import Context
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.openai_chat import stream as base
from dragoman_adapters.openai_chat.stream import Choice
from dragoman_adapters.perplexity.openai_chat.types import ReadTypes, SearchResult, Usage


class Chunk(TypedDict, total=False):
    id: str | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Any
    object: str | None
    created: int | None
    service_tier: str | None
    system_fingerprint: str | None
    obfuscation: str | None
    moderation: Any
    citations: list[str] | None
    search_results: list[SearchResult] | None


class Reader(ReadTypes, base.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
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
            self.on_message(choice)
        self.on_broke(it)
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
                citation = self.read_citation_from_search_result(source)
                if citation is not None:
                    self.blocks.citation(citation)

    def on_links(self, it: Any) -> None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        finish_reason = choice.get("finish_reason") if choice else None
        if finish_reason:
            for link in it.get("citations") or ():
                citation = self.read_citation_from_str(link)
                if citation is not None:
                    self.blocks.citation(citation)


SHAPES: Final = base.SHAPES.extend(
    {
        "Chunk": {"citations": ["str"], "search_results": ["SearchResult"]},
        "Usage": {
            "num_search_queries": "int", "citation_tokens": "int", "reasoning_tokens": "int",
            "search_context_size": "str", "cost": "json",
        },
        "SearchResult": {
            "title": "str", "url": "str", "date": "str", "last_updated": "str", "snippet": "str", "source": "str",
        },
    }
)
check_event: Final = SHAPES.check("Chunk")


class ReaderWhen1(Reader):
    """When the model is sonar-reasoning*, sonar-deep-research."""

    def __init__(self, blocks: Blocks, context: Context) -> None:
        super().__init__(blocks, context)
        self.tags = Tags("<think>", "</think>")

    def on_text(self, delta: Any) -> None:
        content = delta.get("content")
        text = content if isinstance(content, str) else None
        if text:
            for kind, piece in self.tags.feed(text):
                self.blocks.add_text(kind, piece)

    def final_marker(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        self.blocks.finish()

    def eof(self) -> None:
        for kind, piece in self.tags.end():
            self.blocks.add_text(kind, piece)
        if self.blocks.finish_reason is not None:
            self.blocks.finish()
        else:
            self.blocks.fail("server_error", "stream ended unexpectedly")
