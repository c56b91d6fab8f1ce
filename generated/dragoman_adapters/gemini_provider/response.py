"""Google Gemini: changes to complete responses.

Generated from specs/providers/gemini.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, cast

from dragoman.library import hub, passes
from dragoman.library.filters import from_json, non_empty
from dragoman.library.validation import prune
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
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_completion(body)
        passes.unwrap_tool_calls(
            answer, self.context, names=["multi_tool_use.parallel", "parallel"], list="tool_uses",
            name="recipient_name", input="parameters", name_prefix="functions.",
        )
        passes.extract_reasoning(answer, self.context, open="<thought>", close="</thought>")
        return answer

    def read_tool_call_from_call(self, it: Any) -> hub.ToolCall | None:
        kind = it.get("type")
        kind2 = "function" if kind is None else kind
        if kind2 == "function":
            function = it.get("function")
            if not (non_empty(function.get("name") if function else None)):
                return None
            id_ = it.get("id")
            name = function.get("name") if function else None
            input_ = from_json(function.get("arguments") if function else None)
            out: hub.ToolCall = {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            }
            extra_content = it.get("extra_content")
            google = extra_content.get("google") if extra_content else None
            if google and (signature := google.get("thought_signature")) is not None:
                out["signature"] = signature
            return out
        elif kind2 == "custom":
            custom = it.get("custom")
            if not (non_empty(custom.get("name") if custom else None)):
                return None
            id_2 = it.get("id")
            name2 = custom.get("name") if custom else None
            input_2 = custom.get("input") if custom else None
            return {
                "kind": "tool_call",
                "id": "" if id_2 is None else id_2,
                "name": "" if name2 is None else name2,
                "input": {"input": "" if input_2 is None else input_2},
            }
        else:
            kind3 = it.get("type")
            kind4 = "function" if kind3 is None else kind3
            self.context.lose_member(f"choices.0.message.tool_calls.{kind4}", "unknown type of tool call")
            return None


read: Final = ReadResponse.of
