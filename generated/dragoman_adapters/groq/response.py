"""Groq: changes to complete responses.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library import hub, passes
from dragoman.library.filters import concat, detail_text, non_empty
from dragoman_adapters.groq.types import Executed, ReadTypes
from dragoman_adapters.openai_chat import response as base


class Message(base.Message, total=False):
    reasoning: str | None
    executed_tools: list[Executed] | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Message": {"reasoning": "str", "executed_tools": ["Executed"], "reasoning_content": "json"},
        "Executed": {"search_results": "Results"},
        "Results": {"results": ["Page"]},
        "Page": {"url": "str", "title": "str", "content": "str"},
    }
)


class ReadResponse(ReadTypes, base.ReadResponse):
    CHECK = staticmethod(SHAPES.check("Completion"))

    def read(self, body: Any) -> hub.Response:
        answer = super().read(body)
        if self.context.holds[1]:
            passes.extract_reasoning(answer, self.context, start_tag="<think>", end_tag="</think>")
        return answer

    def read_reasoning_from_message(self, it: Message) -> hub.Reasoning | None:
        given: Any = non_empty(it.get("reasoning"))
        if given is None:
            given = non_empty(it.get("reasoning_details"))
        if not given:
            return None
        text = non_empty(it.get("reasoning"))
        if text is None:
            text = detail_text(it.get("reasoning_details"))
        out: hub.Reasoning = {"kind": "reasoning", "text": "" if text is None else text}
        if (details := non_empty(it.get("reasoning_details"))) is not None:
            out["details"] = details
        return out

    def read_text_from_choice(self, it: Any) -> hub.Text | None:
        message = it.get("message")
        content = message.get("content") if message else None
        given: Any = non_empty(content if isinstance(content, str) else None)
        if given is None:
            given = non_empty(message.get("annotations") if message else None)
        if given is None:
            logprobs = it.get("logprobs")
            given = non_empty(logprobs.get("content") if logprobs else None)
        if given is None:
            executed_tools = message.get("executed_tools") if message else None
            given = concat([(x.get("search_results") or {}).get("results") for x in executed_tools or ()])
        if not given:
            return None
        text = content if isinstance(content, str) else None
        out: hub.Text = {"kind": "text", "text": "" if text is None else text}
        annotations = message.get("annotations") if message else None
        executed_tools2 = message.get("executed_tools") if message else None
        citations = concat([(x.get("search_results") or {}).get("results") for x in executed_tools2 or ()])
        citations2 = [
            *[citation for x in annotations or () if (citation := self.read_citation_from_annotation(x)) is not None],
            *[citation2 for x in citations or () if (citation2 := self.read_citation_from_page(x)) is not None],
        ]
        if citations2:
            out["citations"] = citations2
        logprobs2 = it.get("logprobs")
        if (logprobs3 := non_empty(logprobs2.get("content") if logprobs2 else None)) is not None:
            out["logprobs"] = logprobs3
        return out


read: Final = ReadResponse.of
