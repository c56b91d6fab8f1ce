"""Bedrock (LiteLLM): changes to complete responses.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import detail_text, non_empty
from dragoman_adapters.openai_chat import response as base


class Message(base.Message, total=False):
    thinking_blocks: Any
    provider_specific_fields: Any


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"thinking_blocks": "json", "provider_specific_fields": "json"},
    }
)


class ReadResponse(base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning_content"))
        if given is None:
            given = non_empty(it.get("thinking_blocks"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning_content"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        details = non_empty(it.get("thinking_blocks"))
        if details is None:
            details = non_empty(it.get("reasoning_details"))
        if details is not None:
            out["details"] = details
        return out


read: Final = ReadResponse.of
