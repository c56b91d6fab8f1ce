"""Scaleway (Generative APIs): changes to streamed responses.

Generated from specs/providers/scaleway.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.filters import detail_text, non_empty
from dragoman.library.reasoning_tags import Tags
from dragoman.library.streams import Blocks
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


class ReaderWhen0(Reader):
    """When the model is deepseek-r1-distill-*."""

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
