"""Perplexity: changes to complete responses.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.errors import ErrorBody, UpstreamError
from dragoman.library.filters import join, non_empty, then
from dragoman.library.validation import prune, word_of
from dragoman_adapters.openai_chat import response as base
from dragoman_adapters.openai_chat.response import Choice
from dragoman_adapters.perplexity.openai_chat.types import ReadTypes, SearchResult, Usage


class Completion(TypedDict, total=False):
    id: str | None
    object: str | None
    created: int | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Any
    service_tier: str | None
    system_fingerprint: str | None
    metadata: Any
    moderation: Any
    citations: list[str] | None
    search_results: list[SearchResult] | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Completion": {"citations": ["str"], "search_results": ["SearchResult"]},
        "Usage": {
            "num_search_queries": "int", "citation_tokens": "int", "reasoning_tokens": "int",
            "search_context_size": "str", "cost": "json",
        },
        "SearchResult": {
            "title": "str", "url": "str", "date": "str", "last_updated": "str", "snippet": "str", "source": "str",
        },
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read(self, body: Completion) -> hub.Response:
        prune(self.CHECK, cast(dict[str, Any], body), self.context)
        answer = self.read_response_from_completion(body)
        passes.unwrap_tool_calls(
            answer, self.context, names=["multi_tool_use.parallel", "parallel"], list="tool_uses",
            name="recipient_name", input="parameters", name_prefix="functions.",
        )
        if self.context.holds[1]:
            passes.extract_reasoning(answer, self.context, open="<think>", close="</think>")
        return answer

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
        item2 = self.read_text_from_completion(it)
        item3 = non_empty(join([x.get("text") for x in blocks_ or () if x.get("type") == "text"], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(message.get("refusal") if message else None)
        item6 = self.read_refusal_from_str(item5) if item5 is not None else None
        item7 = non_empty(audio.get("transcript") if audio else None)
        item8 = self.read_text_from_str(item7) if item7 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item9 = self.read_tool_call_from_function(function_call) if function_call is not None else None
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

    def read_text_from_str(self, it: str) -> hub.Text:
        return {"kind": "text", "text": it}

    def read_text_from_choice(self, it: Choice) -> hub.Text | None:
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
            self.context.lose_member(str(type_), "unknown type of part")
            return None

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        content = message.get("content") if message else None
        if not (non_empty(content if isinstance(content, str) else None)):
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        search_results = it.get("search_results")
        citations = it.get("citations")
        citations2 = [
            *[
                citation
                for x in search_results or ()
                if (citation := self.read_citation_from_search_result(x)) is not None
            ],
            *[self.read_citation_from_str(x) for x in citations or ()],
        ]
        if citations2:
            out["citations"] = citations2
        return out


read: Final = ReadResponse.of
