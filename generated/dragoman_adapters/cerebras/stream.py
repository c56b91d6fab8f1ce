"""What Cerebras changes: stream.

Generated from specs/providers/cerebras.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.validation import record
from dragoman_adapters.cerebras.types import read_failure_from_error
from dragoman_adapters.openai_chat.stream import SHAPES as BASE
from dragoman_adapters.openai_chat.stream import CallPart, FunctionPart
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.types import Annotation


class Delta(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning: str | None
    tool_calls: list[CallPart] | None
    function_call: FunctionPart | None
    annotations: list[Annotation] | None


SHAPES: Final = BASE.extend(
    {
        "Delta": {"reasoning": "str", "reasoning_content": "json"},
    }
)
check_event: Final = SHAPES.check("Chunk")


class Reader(Base):
    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning:
            self.blocks.say("reasoning", reasoning)
