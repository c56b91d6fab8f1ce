"""The shared quirk reasoning_field.

Generated from specs/quirks/reasoning_field.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import detail_text, non_empty
from dragoman_adapters.openai_chat import response, stream


class Message(response.Message, total=False):
    reasoning: str | None


class ReadResponse(response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Message": {"reasoning": "str", "reasoning_content": "json"},
    }).check("Completion"))

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        if (details := non_empty(it.get("reasoning_details"))) is not None:
            out["details"] = details
        return out


class Reader(stream.Reader):
    def on_reasoning(self, delta: Any) -> None:
        reasoning = delta.get("reasoning")
        if reasoning:
            self.blocks.add_text("reasoning", reasoning)


check_event: Final = stream.SHAPES.extend({
    "Delta": {"reasoning": "str", "reasoning_content": "json"},
}).check("Chunk")
