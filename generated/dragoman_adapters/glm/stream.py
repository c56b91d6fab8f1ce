"""GLM (Z.ai): changes to streamed responses.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman_adapters.glm.types import Found, ReadTypes
from dragoman_adapters.openai_chat import stream as base


class Chunk(base.Chunk, total=False):
    web_search: list[Found] | None


class Reader(ReadTypes, base.Reader):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_begin(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
        logprobs = choice.get("logprobs") if choice else None
        if logprobs:
            self.on_scores(logprobs)
        delta = choice.get("delta") if choice else None
        if delta:
            self.on_reasoning(delta)
            self.on_text(delta)
            self.on_parts(delta)
            self.on_refusal(delta)
            self.on_cites(delta)
            self.on_call(delta)
            self.on_function(delta)
        if choice:
            self.on_message(choice)
        self.on_broke(it)
        self.on_found(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_found(self, it: Any) -> None:
        for found in it.get("web_search") or ():
            citation = self.read_citation_from_found(found)
            if citation is not None:
                self.blocks.citation(citation)


SHAPES: Final = base.SHAPES.extend(
    {
        "Chunk": {"web_search": ["Found"]},
        "Found": {
            "title": "str", "link": "str", "content": "str", "media": "str", "icon": "str", "refer": "str",
            "publish_date": "str",
        },
    }
)
check_event: Final = SHAPES.check("Chunk")
