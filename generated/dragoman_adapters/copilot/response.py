"""GitHub Copilot: changes to complete responses.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.filters import concat, detail_text, from_json, join, non_empty, unless
from dragoman_adapters.copilot.types import ReadTypes
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Function, ThinkingPiece


class Message(base.Message, total=False):
    reasoning_text: str | None
    reasoning_opaque: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"reasoning_text": "str", "reasoning_opaque": "str", "reasoning_content": "json"},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_response_from_completion_blocks(self, it: Any) -> list[hub.Block]:
        choices = it.get("choices")
        out = [x.get("message") for x in choices or ()]
        item = non_empty(join([(x.get("message") or {}).get("refusal") for x in choices or ()], "\n"))
        item2 = self.read_refusal_from_str(item) if item is not None else None
        out2 = concat([(x.get("message") or {}).get("tool_calls") for x in choices or ()])
        return [
            *[
                reasoning
                for x in out or ()
                if x is not None
                if (reasoning := self.read_reasoning_from_message(x)) is not None
            ],
            *[text for x in choices or () if (text := self.read_text_from_choice(x)) is not None],
            *([item2] if item2 is not None else []),
            *[tool_call for x in out2 or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
        ]

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning_text"))
        if given is None:
            given = non_empty(it.get("reasoning_opaque"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning_text"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        item: Any = None
        if it.get("reasoning_opaque"):
            item2: dict[str, Any] = {}
            if (opaque := it.get("reasoning_opaque")) is not None:
                item2["opaque"] = opaque
            item = item2
        if (details := [*([item] if item else [])]):
            out["details"] = details
        return out

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_refusal_from_str(self, it: str) -> hub.Refusal:
        return {"kind": "refusal", "text": it}

    def read_text_from_choice(self, it: Any) -> hub.Text | None:
        message = it.get("message")
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(message.get("annotations") if message else None)
        if given is None:
            logprobs = it.get("logprobs")
            given = non_empty(logprobs.get("content") if logprobs else None)
        if not given:
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        annotations = message.get("annotations") if message else None
        citations = [
            citation
            for x in annotations or ()
            if (citation := self.read_citation_from_annotation(x)) is not None
        ]
        if citations:
            out["citations"] = citations
        logprobs2 = it.get("logprobs")
        if (logprobs3 := non_empty(logprobs2.get("content") if logprobs2 else None)) is not None:
            out["logprobs"] = logprobs3
        return out

    def read_text_from_piece(self, it: Any) -> hub.Text | None:
        type_ = it.get("type")
        if type_ == "text" or type_ == "thinking":
            return None
        else:
            self.context.lose_member(f"piece.{type_}", "unknown type of part")
            return None

    def read_reasoning_from_thinking_piece(self, it: ThinkingPiece) -> hub.Reasoning | None:
        if not detail_text(it.get("thinking")):
            return None
        text = detail_text(it.get("thinking"))
        return {"kind": "reasoning", "text": "" if text is None else text}

    def read_tool_call_from_call(self, it: Any) -> hub.ToolCall | None:
        kind = it.get("type")
        kind2 = "function" if kind is None else kind
        if kind2 == "function":
            function = it.get("function")
            if (
                unless(it.get("function"), (function.get("name") if function else None))
            ) and it.get("function") is not None:
                self.context.lose_member("choices[].message.tool_calls.function", "a call without a name")
            if not (non_empty(function.get("name") if function else None)):
                return None
            id_ = it.get("id")
            name = function.get("name") if function else None
            input_ = from_json(function.get("arguments") if function else None)
            return {
                "kind": "tool_call",
                "id": "" if id_ is None else id_,
                "name": "" if name is None else name,
                "input": {} if input_ is None else input_,
            }
        elif kind2 == "custom":
            custom = it.get("custom")
            if (unless(it.get("custom"), (custom.get("name") if custom else None))) and it.get("custom") is not None:
                self.context.lose_member("choices[].message.tool_calls.custom", "a call without a name")
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
            self.context.lose_member(f"choices[].message.tool_calls.{kind4}", "unknown type of tool call")
            return None

    def read_tool_call_from_function(self, it: Function) -> hub.ToolCall | None:
        if (unless(it.get("arguments"), it.get("name"))) and it.get("arguments") is not None:
            self.context.lose_member("function.arguments", "a call without a name")
        if not non_empty(it.get("name")):
            return None
        name = it.get("name")
        input_ = from_json(it.get("arguments"))
        return {
            "kind": "tool_call",
            "id": "",
            "name": "" if name is None else name,
            "input": {} if input_ is None else input_,
        }


read: Final = ReadResponse.of
