"""GitHub Copilot: changes to complete responses.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import concat, detail_text, from_json, join, non_empty, then
from dragoman.library.validation import word_of
from dragoman_adapters.copilot.types import ReadTypes
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Audio, Function, ThinkingPiece
from dragoman_adapters.openai_chat.types import Annotation


class Message(TypedDict, total=False):
    role: str | None
    content: str | list[Any] | None
    refusal: str | None
    reasoning_text: str | None
    reasoning_details: Any
    tool_calls: list[Any] | None
    annotations: list[Annotation] | None
    audio: Audio | None
    function_call: Function | None
    reasoning_opaque: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"reasoning_text": "str", "reasoning_opaque": "str", "reasoning_content": "json"},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_response_from_completion(self, it: Any) -> hub.Response:
        failed: Any | None = it.get("error")
        if failed:
            raise ErrorBody(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        finish_reason = choice.get("finish_reason") if choice else None
        failed2: hub.ErrorType | None = self.BROKEN.get(finish_reason) if finish_reason is not None else None
        if failed2:
            raise UpstreamError({"error_type": failed2, "message": "the provider aborted the response"})
        if (choices[0] if choices else None) is None:
            raise UpstreamError({"error_type": "server_error", "message": "the provider returned no choices"})
        logprobs = choice.get("logprobs") if choice else None
        if logprobs and logprobs.get("refusal") is not None:
            self.context.lose_member(
                "choices.0.logprobs.refusal",
                "log probabilities of refusals have no place in other protocols",
            )
        message = choice.get("message") if choice else None
        audio = message.get("audio") if message else None
        if audio and audio.get("data") is not None:
            self.context.lose_member("choices.0.message.audio.data", "audio is not supported by this client")
        if audio and audio.get("id") is not None:
            self.context.lose_member("choices.0.message.audio.id", "audio is not supported by this client")
        if audio and audio.get("expires_at") is not None:
            self.context.lose_member("choices.0.message.audio.expires_at", "audio is not supported by this client")
        blocks_ = [x.get("message") for x in choices or ()]
        item = non_empty(join([(x.get("message") or {}).get("refusal") for x in choices or ()], "\n"))
        item2 = self.read_refusal_from_str(item) if item is not None else None
        blocks_2 = concat([(x.get("message") or {}).get("tool_calls") for x in choices or ()])
        finish_reason2: hub.FinishReason | None = then(
            non_empty(message.get("refusal") if message else None),
            "refusal",
        )
        if finish_reason2 is None:
            finish_reason3 = non_empty(choice.get("finish_reason") if choice else None)
            finish_reason2 = word_of(
                self.STOP_REASONS, finish_reason3, "stop", self.context, "choices.finish_reason",
            ) if finish_reason3 is not None else None
        out: hub.Response = {
            "blocks": [
                *[
                    reasoning
                    for x in blocks_ or ()
                    if x is not None
                    if (reasoning := self.read_reasoning_from_message(x)) is not None
                ],
                *[text for x in choices or () if (text := self.read_text_from_choice(x)) is not None],
                *([item2] if item2 is not None else []),
                *[tool_call for x in blocks_2 or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            ],
            "finish_reason": "stop" if finish_reason2 is None else finish_reason2,
        }
        if (id_ := it.get("id")) is not None:
            out["id"] = id_
        stop_reason = choice.get("stop_reason") if choice else None
        stop_sequence = stop_reason if isinstance(stop_reason, str) else None
        if stop_sequence is None:
            matched_stop = choice.get("matched_stop") if choice else None
            stop_sequence = matched_stop if isinstance(matched_stop, str) else None
        if stop_sequence is not None:
            out["stop_sequence"] = stop_sequence
        if (refusal := non_empty(message.get("refusal") if message else None)) is not None:
            out["refusal"] = refusal
        usage = it.get("usage")
        if usage is not None:
            out["usage"] = self.read_usage_from_usage(usage)
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.TIERS, service_tier, "standard", self.context, "service_tier",
        ) if service_tier is not None else None
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given = non_empty(it.get("reasoning_text"))
        if given is None:
            given = non_empty(it.get("reasoning_opaque"))
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
        if not (non_empty(content if isinstance(content, str) else None)):
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
        logprobs = it.get("logprobs")
        if (logprobs2 := non_empty(logprobs.get("content") if logprobs else None)) is not None:
            out["logprobs"] = logprobs2
        return out

    def read_text_from_piece(self, it: Any) -> hub.Text | None:
        type_ = it.get("type")
        if type_ == "text" or type_ == "thinking":
            return None
        else:
            self.context.lose_member(f"choices.{type_}", "unknown type of part")
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
