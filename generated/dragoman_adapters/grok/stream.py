"""Grok (xAI): changes to streamed responses.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman_adapters.grok.types import ReadTypes
from dragoman_adapters.openai_chat import stream as base
from dragoman_adapters.openai_chat.stream import Choice
from dragoman_adapters.openai_chat.types import Usage


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
        self.on_pages(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_pages(self, it: Any) -> None:
        for page in it.get("citations") or ():
            citation = self.read_citation_from_str(page)
            if citation is not None:
                self.blocks.citation(citation)


SHAPES: Final = base.SHAPES.extend(
    {
        "Chunk": {"citations": ["str"]},
    }
)
check_event: Final = SHAPES.check("Chunk")
