"""Groq: changes to streamed responses.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library.context import Context
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
from dragoman_adapters.groq.types import Executed, ReadTypes
from dragoman_adapters.openai_chat import stream as base
from dragoman_adapters.openai_chat.types import Usage


class Chunk(base.Chunk, total=False):
    x_groq: XGroq | None


class Delta(base.Delta, total=False):
    reasoning: str | None
    executed_tools: list[Executed] | None


class XGroq(TypedDict, total=False):
    id: str | None
    seed: int | None
    usage: Usage | None


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
            self.on_found(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broke(it)
        if choice:
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
            self.blocks.add_text("reasoning", reasoning)

    def on_found(self, delta: Any) -> None:
        for found in delta.get("executed_tools") or ():
            search_results = found.get("search_results")
            results = search_results.get("results") if search_results else None
            for page in results or ():
                citation = self.read_citation_from_page(page)
                if citation is not None:
                    self.blocks.citation(citation)

    def on_count_groq(self, x_groq: Any) -> None:
        usage = x_groq.get("usage")
        if usage:
            self.blocks.record(usage=self.read_usage_from_usage(usage))


SHAPES: Final = base.SHAPES.extend(
    {
        "Chunk": {"x_groq": "XGroq"},
        "Delta": {"reasoning": "str", "executed_tools": ["Executed"], "reasoning_content": "json"},
        "Executed": {"search_results": "Results"},
        "Results": {"results": ["Page"]},
        "Page": {"url": "str", "title": "str", "content": "str"},
        "XGroq": {"id": "str", "seed": "int", "usage": "Usage"},
    }
)
check_event: Final = SHAPES.check("Chunk")


class ReaderWhen1(Reader):
    """When the model is deepseek-r1-*, qwen-qwq-*, qwen/qwen3*."""

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
