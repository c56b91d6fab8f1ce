"""What Grok (xAI) changes: stream.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.validation import record
from dragoman_adapters.grok.types import read_citation_from_str, read_failure_from_error, read_usage_from_usage
from dragoman_adapters.openai_chat.stream import SHAPES as BASE
from dragoman_adapters.openai_chat.stream import Choice
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.types import Error, Usage


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


SHAPES: Final = BASE.extend(
    {
        "Chunk": {"citations": ["str"]},
    }
)
check_event: Final = SHAPES.check("Chunk")


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
        self.on_pages(it)
        if choice:
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

    def on_pages(self, it: Any) -> None:
        for page in it.get("citations") or ():
            citation = read_citation_from_str(page, self.context)
            if citation is not None:
                self.blocks.citation(citation)

    def on_count(self, it: Any) -> None:
        usage = it.get("usage")
        if usage:
            self.blocks.keep(usage=read_usage_from_usage(usage, self.context))
