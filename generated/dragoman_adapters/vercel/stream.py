"""Vercel (AI Gateway): changes to streamed responses.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman_adapters.openai_chat import stream as base
from dragoman_adapters.openai_chat.stream import CallPart, FunctionPart
from dragoman_adapters.openai_chat.types import Annotation


class Delta(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None


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
