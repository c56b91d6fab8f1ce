"""Baseten: changes to streamed responses.

Generated from specs/providers/baseten.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.filters import detail_text, non_empty
from dragoman_adapters.openai_chat import stream as base


class Delta(base.Delta, total=False):
    reasoning: str | None
    reasoning_details: Any


class Reader(base.Reader):
    def on_reasoning(self, delta: Any) -> None:
        reasoning = non_empty(delta.get("reasoning_content"))
        if reasoning is None:
            reasoning = delta.get("reasoning")
        if reasoning is None:
            reasoning = detail_text(delta.get("reasoning_details"))
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)


SHAPES: Final = base.SHAPES.extend(
    {
        "Delta": {"reasoning": "str", "reasoning_details": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")
