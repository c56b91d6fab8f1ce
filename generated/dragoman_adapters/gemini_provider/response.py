"""Google Gemini: changes to complete responses.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman_adapters.gemini_provider.types import Extra, ReadTypes
from dragoman_adapters.openai_chat import response as base


class Message(base.Message, total=False):
    extra_content: Extra | None
    thought_signature: str | None


class FunctionCall(base.FunctionCall, total=False):
    extra_content: Extra | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"extra_content": "Extra", "thought_signature": "str"},
        "FunctionCall": {"extra_content": "Extra"},
        "Extra": {"google": "Google"},
        "Google": {"thought_signature": "str", "thought": "bool"},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read(self, body: Any) -> hub.Response:
        answer = super().read(body)
        passes.extract_reasoning(answer, self.context, start_tag="<thought>", end_tag="</thought>")
        return answer

    def read_tool_call_from_call_function(self, it: FunctionCall) -> hub.ToolCall | None:
        out = super().read_tool_call_from_call_function(it)
        if out is None:
            return None
        extra_content = it.get("extra_content")
        google = extra_content.get("google") if extra_content else None
        if google and (signature := google.get("thought_signature")) is not None:
            out["signature"] = signature
        return out


read: Final = ReadResponse.of
