"""Perplexity: changes to complete responses.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from dragoman.library import hub, passes
from dragoman.library.filters import join, non_empty
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
        answer = super().read(cast(Any, body))
        if self.context.holds[1]:
            passes.extract_reasoning(answer, self.context, start_tag="<think>", end_tag="</think>")
        return answer

    def read_response_from_completion_blocks(self, it: Completion) -> list[hub.Block]:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        item = self.read_reasoning_from_message(message) if message is not None else None
        content = message.get("content") if message else None
        out = content if isinstance(content, list) else None
        item2 = self.read_text_from_completion(it)
        item3 = non_empty(join([x.get("text") for x in out or () if x.get("type") == "text"], ""))
        item4 = self.read_text_from_str(item3) if item3 is not None else None
        item5 = non_empty(message.get("refusal") if message else None)
        item6 = self.read_refusal_from_str(item5) if item5 is not None else None
        audio = message.get("audio") if message else None
        item7 = non_empty(audio.get("transcript") if audio else None)
        item8 = self.read_text_from_str(item7) if item7 is not None else None
        tool_calls = message.get("tool_calls") if message else None
        function_call = message.get("function_call") if message else None
        item9 = self.read_tool_call_from_function(function_call) if function_call is not None else None
        return [
            *([item] if item is not None else []),
            *[
                reasoning
                for x in out or ()
                if x.get("type") == "thinking"
                if (reasoning := self.read_reasoning_from_thinking_piece(x)) is not None
            ],
            *([item2] if item2 is not None else []),
            *([item4] if item4 is not None else []),
            *[text for x in out or () if (text := self.read_text_from_piece(x)) is not None],
            *([item6] if item6 is not None else []),
            *([item8] if item8 is not None else []),
            *[tool_call for x in tool_calls or () if (tool_call := self.read_tool_call_from_call(x)) is not None],
            *([item9] if item9 is not None else []),
        ]

    def read_text_from_choice(self, it: Choice) -> hub.Text | None:
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

    def read_text_from_completion(self, it: Completion) -> hub.Text | None:
        choices = it.get("choices")
        choice = choices[0] if choices else None
        message = choice.get("message") if choice else None
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(it.get("search_results"))
        if given is None:
            given = non_empty(it.get("citations"))
        if not given:
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
