"""Baseten: changes to complete responses.

Generated from specs/providers/baseten.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import detail_text, filled
from dragoman_adapters.openai_chat import response as base


class Message(base.Message, total=False):
    reasoning: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"reasoning": "str"},
    }
)


class ReadResponse(base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = filled(it.get("reasoning_content"))
        if given is None:
            given = filled(it.get("reasoning"))
        if given is None:
            given = filled(it.get("reasoning_details"))
        if not given:
            return None
        text_ = filled(it.get("reasoning_content"))
        if text_ is None:
            text_ = filled(it.get("reasoning"))
        if text_ is None:
            text_ = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text_ is None else text_}
        if (details := filled(it.get("reasoning_details"))) is not None:
            out["details"] = details
        return out


read: Final = ReadResponse.of
