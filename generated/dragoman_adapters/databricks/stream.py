"""Databricks (Model Serving): changes to streamed responses.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

from dragoman.library.filters import detail_text
from dragoman.library.shapes import OneOf
from dragoman_adapters.openai_chat import stream as base


class ReasoningPiece(TypedDict, total=False):
    type: Literal["reasoning"]
    summary: Any


class Reader(base.Reader):
    def on_parts(self, delta: Any) -> None:
        content = delta.get("content")
        parts_list = content if isinstance(content, list) else None
        for part in parts_list or ():
            type_ = part.get("type")
            if type_ == "thinking":
                self.blocks.add_text("reasoning", detail_text(part.get("thinking")))
            elif type_ == "reasoning":
                self.blocks.add_text("reasoning", detail_text(part.get("summary")))
            elif type_ == "text":
                self.blocks.add_text("text", part.get("text"))
            else:
                self.context.lose_member(f"choices.delta.content.{type_}", "unknown type of part")


SHAPES: Final = base.SHAPES.extend(
    {
        "Piece": OneOf("type", {
            "text": "TextPiece", "thinking": "ThinkingPiece", "reasoning": "ReasoningPiece",
        }, open=True),
        "ReasoningPiece": {"summary": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")
