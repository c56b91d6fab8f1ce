"""Vercel (AI Gateway): changes to streamed responses.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman_adapters.openai_chat import stream as base


class Delta(base.Delta, total=False):
    reasoning: str | None


class Reader(base.Reader):
    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)


SHAPES: Final = base.SHAPES.extend(
    {
        "Delta": {"reasoning": "str", "reasoning_content": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")
