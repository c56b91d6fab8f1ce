"""Kimi (Moonshot AI): changes to streamed responses.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman_adapters.kimi.types import ReadTypes, Usage
from dragoman_adapters.openai_chat import stream as base


class Choice(base.Choice, total=False):
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
        if choice:
            self.on_count_choice(choice)
        self.on_count(it)

    def on_count_choice(self, choice: Any) -> None:
        usage = choice.get("usage")
        if usage:
            self.blocks.record(usage=self.read_usage_from_usage(usage))


SHAPES: Final = base.SHAPES.extend(
    {
        "Choice": {"usage": "Usage"},
        "Usage": {"cached_tokens": "int"},
    }
)
check_event: Final = SHAPES.check("Chunk")
