"""GLM (Z.ai): changes to complete responses.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import join, non_empty, then
from dragoman.library.validation import word_of
from dragoman_adapters.glm.types import Found, ReadTypes
from dragoman_adapters.openai_chat import response as base


class Completion(base.Completion, total=False):
    web_search: list[Found] | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Completion": {"web_search": ["Found"]},
        "Found": {
            "title": "str", "link": "str", "content": "str", "media": "str", "icon": "str", "refer": "str",
            "publish_date": "str",
        },
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read_response_from_completion(self, it: Completion) -> hub.Response:
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
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        blocks_ = content if isinstance(content, list) else None
        item2 = self.read_text_from_choice(choice) if choice is not None else None
        item3 = non_empty(join([x.get("text") for x in blocks_ or () if x.get("type") == "text"], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(message.get("refusal") if message else None)
        item6 = self.read_refusal_from_str(item5) if item5 is not None else None
        item7 = non_empty(audio.get("transcript") if audio else None)
        item8 = self.read_text_from_str(item7) if item7 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item9 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        item10 = self.read_text_from_completion(it)
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
                *([item] if item is not None else []),
                *[
                    reasoning
                    for x in blocks_ or ()
                    if x.get("type") == "thinking"
                    if (reasoning := self.read_reasoning_from_thinking_piece(x)) is not None
                ],
                *([item2] if item2 is not None else []),
                *([item4] if item4 is not None else []),
                *[text for x in blocks_ or () if (text := self.read_text_from_piece(x)) is not None],
                *([item6] if item6 is not None else []),
                *([item8] if item8 is not None else []),
                *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
                *([item9] if item9 is not None else []),
                *([item10] if item10 is not None else []),
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

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        if not non_empty(it.get("web_search")):
            return None
        out: hub.Text = {"kind": "text", "text": ""}
        web_search = it.get("web_search")
        citations = [citation for x in web_search or () if (citation := self.read_citation_from_found(x)) is not None]
        if citations:
            out["citations"] = citations
        return out


read: Final = ReadResponse.of
