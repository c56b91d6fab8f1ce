"""Complete responses of Cohere Chat v2.

Generated from specs/protocols/cohere_chat/response.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.errors import UpstreamError
from dragoman.library.filters import from_json, join, non_empty, unless
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import prune, word_of
from dragoman_adapters.cohere_chat.types import Citation, ReadTypes, Usage


class Answer(TypedDict, total=False):
    id: str | None
    finish_reason: str | None
    message: Spoken | None
    usage: Usage | None
    logprobs: Any


class Spoken(TypedDict, total=False):
    role: str | None
    content: list[Any] | None
    tool_plan: str | None
    tool_calls: list[Call] | None
    citations: list[Citation] | None


class ThinkingPiece(TypedDict, total=False):
    type: Literal["thinking"]
    thinking: str | None


class Call(TypedDict, total=False):
    id: str | None
    type: str | None
    function: Called | None


class Called(TypedDict, total=False):
    name: str | None
    arguments: Any


SHAPES: Final = Shapes(
    {
        "Answer": {"id": "str", "finish_reason": "str", "message": "Spoken", "usage": "Usage", "logprobs": "json"},
        "Spoken": {
            "role": "str", "content": ["Piece"], "tool_plan": "str", "tool_calls": ["Call"], "citations": ["Citation"],
        },
        "Piece": OneOf("type", {"text": "TextPiece", "thinking": "ThinkingPiece"}, open=True),
        "TextPiece": {"text": "str"},
        "ThinkingPiece": {"thinking": "str"},
        "OtherPiece": {"note": "str"},
        "Call": {"id": "str", "type": "str", "function": "Called"},
        "Called": {"name": "str", "arguments": "json"},
        "Citation": {
            "start": "int", "end": "int", "text": "str", "content_index": "int", "type": "str", "sources": ["Source"],
        },
        "Source": {"type": "str", "id": "str", "tool_output": "json", "document": "json"},
        "Usage": {"tokens": "Tokens", "billed_units": "Billed", "cached_tokens": "int"},
        "Tokens": {"input_tokens": "int", "output_tokens": "int"},
        "Billed": {"input_tokens": "int", "output_tokens": "int", "search_units": "num", "classifications": "num"},
    },
)


class ReadResponse(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Answer"))

    @classmethod
    def of(cls, body: Answer, context: Context) -> hub.Response:
        return cls(context).read(body)

    def read(self, body: Answer) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_answer(body)
        return answer

    @classmethod
    def result_of(cls, body: Answer, context: Context) -> hub.Response:
        return cls(context).read_result_from_answer(body)

    def read_response_from_answer(self, it: Answer) -> hub.Response:
        finish_reason = it.get("finish_reason")
        failed: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed:
            raise UpstreamError({"error_type": failed, "message": "the provider aborted the response"})
        if it.get("message") is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no message"})
        message = it.get("message")
        content = message.get("content") if message else None
        item = non_empty(message.get("tool_plan") if message else None)
        item2 = self.read_text_from_str(item) if item is not None else None
        item3 = self.read_text_from_spoken(message) if message is not None else None
        tool_calls = message.get("tool_calls") if message else None
        finish_reason2: hub.FinishReason | None = word_of(
            self.STOP_REASONS, finish_reason, "stop", self.context, "finish_reason",
        ) if finish_reason is not None else None
        out: hub.Response = {
            "blocks": [
                *[
                    reasoning
                    for x in content or ()
                    if x.get("type") == "thinking"
                    if (reasoning := self.read_reasoning_from_thinking_piece(x)) is not None
                ],
                *([item2] if item2 is not None else []),
                *([item3] if item3 is not None else []),
                *[text for x in content or () if (text := self.read_text_from_piece(x)) is not None],
                *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            ],
            "finish_reason": "stop" if finish_reason2 is None else finish_reason2,
        }
        if (id_ := it.get("id")) is not None:
            out["id"] = id_
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        return out

    def read_reasoning_from_thinking_piece(self, it: ThinkingPiece) -> hub.Reasoning | None:
        if not non_empty(it.get("thinking")):
            return None
        text = it.get("thinking")
        return {"kind": "reasoning", "text": "" if text is None else text}

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_text_from_spoken(self, it: Spoken) -> hub.Text | None:
        content = it.get("content")
        given: Any = non_empty(join([x.get("text") for x in content or () if x.get("type") == "text"], ""))
        if given is None:
            given = non_empty(it.get("citations"))
        if not given:
            return None
        text = join([x.get("text") for x in content or () if x.get("type") == "text"], "")
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        citations = it.get("citations")
        citations2 = [
            citation
            for x in citations or ()
            if (citation := self.read_citation_from_citation(x)) is not None
        ]
        if citations2:
            out["citations"] = citations2
        return out

    def read_text_from_piece(self, it: Any) -> hub.Text | None:
        type_ = it.get("type")
        if type_ == "text" or type_ == "thinking":
            return None
        else:
            self.context.lose_member(f"message.content.{type_}", "unknown type of part")
            return None

    def read_tool_call_from_call(self, it: Call) -> hub.ToolCall | None:
        function = it.get("function")
        if (
            unless(it.get("function"), (function.get("name") if function else None))
        ) and it.get("function") is not None:
            self.context.lose_member("message.tool_calls.function", "a call without a name")
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

    def read_result_from_answer(self, it: Answer) -> hub.Response:
        finish_reason = it.get("finish_reason")
        failed: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed:
            raise UpstreamError({"error_type": failed, "message": "the provider aborted the response"})
        if it.get("message") is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no message"})
        finish_reason2: hub.FinishReason | None = word_of(
            self.STOP_REASONS, finish_reason, "stop", self.context, "finish_reason",
        ) if finish_reason is not None else None
        out: hub.Response = {"blocks": [], "finish_reason": "stop" if finish_reason2 is None else finish_reason2}
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        return out


read: Final = ReadResponse.of
