"""What GLM (Z.ai) changes: stream.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from dragoman.library import hub
from dragoman.library.validation import record
from dragoman_adapters.glm.types import Found, read_citation_from_found, read_failure_from_error
from dragoman_adapters.openai_chat.stream import SHAPES as BASE
from dragoman_adapters.openai_chat.stream import Choice
from dragoman_adapters.openai_chat.stream import Reader as Base
from dragoman_adapters.openai_chat.types import Error, Usage


class Chunk(TypedDict, total=False):
    id: str | None
    model: str | None
    choices: list[Choice] | None
    usage: Usage | None
    error: Error | str | None
    object: str | None
    created: int | None
    service_tier: str | None
    system_fingerprint: str | None
    obfuscation: str | None
    moderation: Any
    citations: Any
    web_search: list[Found] | None


SHAPES: Final = BASE.extend(
    {
        "Chunk": {"web_search": ["Found"]},
        "Found": {
            "title": "str", "link": "str", "content": "str", "media": "str", "icon": "str", "refer": "str",
            "publish_date": "str",
        },
    }
)
check_event: Final = SHAPES.check("Chunk")


class Reader(Base):
    def feed(self, it: Any) -> None:
        self.on_failed(it)
        self.on_said(it)
        self.on_begin(it)
        choices = it.get("choices")
        choice = choices[0] if choices else None
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
            self.on_broke(choice)
        self.on_found(it)
        if choice:
            self.on_stop(choice)
            self.on_matched(choice)
            self.on_matched_too(choice)
        self.on_tier(it)
        self.on_count(it)

    def on_failed(self, it: Any) -> None:
        failed = record(it.get("error"))
        if failed:
            failure: hub.Failure = read_failure_from_error(failed, self.context)
            self.blocks.fail(failure.get("fault") or "api", failure["message"])

    def on_found(self, it: Any) -> None:
        for found in it.get("web_search") or ():
            citation = read_citation_from_found(found, self.context)
            if citation is not None:
                self.blocks.citation(citation)
