"""GitHub Copilot: changes to streamed responses.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman_adapters.copilot.types import ReadTypes
from dragoman_adapters.openai_chat import stream as base


class Delta(base.Delta, total=False):
    reasoning_text: str | None
    reasoning_opaque: str | None


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
        reasoning_text = delta.get("reasoning_text")
        if reasoning_text:
            self.blocks.add_text("reasoning", reasoning_text)

    def on_proof(self, delta: Any) -> None:
        reasoning_opaque = delta.get("reasoning_opaque")
        if reasoning_opaque:
            self.blocks.add_details({"opaque": reasoning_opaque}, ("kind",), ("opaque",))


SHAPES: Final = base.SHAPES.extend(
    {
        "Delta": {"reasoning_text": "str", "reasoning_opaque": "str", "reasoning_content": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")
