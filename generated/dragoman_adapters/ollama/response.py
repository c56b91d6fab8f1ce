"""Ollama: changes to complete responses.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import detail_text, non_empty
from dragoman_adapters.openai_chat import response as base


class Message(base.Message, total=False):
    reasoning: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"reasoning": "str", "reasoning_content": "json"},
    }
)


class ReadResponse(base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read(self, body: Any) -> hub.Response:
        answer = super().read(body)
        passes.extract_reasoning(answer, self.context, start_tag="<think>", end_tag="</think>")
        return answer

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


read: Final = ReadResponse.of
