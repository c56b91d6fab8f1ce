"""Vercel (AI Gateway): changes to streamed responses.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.filters import detail_text
from dragoman_adapters.openai_chat import stream as base


class Delta(base.Delta, total=False):
    reasoning: str | None
    reasoning_details: list[Any] | None


class Reader(base.Reader):
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
            self.on_proof(delta)
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
        self.on_count(it)

    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)

    def on_proof(self, delta: Any) -> None:
        for proof in delta.get("reasoning_details") or ():
            self.blocks.add_details(proof, ("type", "index"), ("text", "summary", "data"))


SHAPES: Final = base.SHAPES.extend(
    {
        "Delta": {"reasoning": "str", "reasoning_details": ["json"], "reasoning_content": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")
