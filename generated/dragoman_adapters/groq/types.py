"""Groq: changes to shared types, tables and rules.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import nested_text, non_empty
from dragoman_adapters.openai_chat import types as base


class Error(base.Error, total=False):
    failed_generation: str | None


class Executed(TypedDict, total=False):
    search_results: Results | None


class Results(TypedDict, total=False):
    results: list[Page] | None


class Page(TypedDict, total=False):
    url: str | None
    title: str | None
    content: str | None


class ReadTypes(base.ReadTypes):
    TIERS: ClassVar[dict[str, hub.ServiceTier]] = {
        "auto": "auto", "on_demand": "standard", "performance": "priority", "flex": "standard", "scale": "priority",
        "fast": "priority", "default": "standard", "priority": "priority",
    }

    def read_api_error_from_error_message(self, it: Error) -> str:
        message = it.get("message")
        found2 = message if isinstance(message, str) else None
        part = "" if found2 is None else found2
        part2 = non_empty(it.get("failed_generation"))
        found: str | None = str(part) + " The model wrote: " + str(part2) if part2 is not None else None
        if found is not None:
            return found
        out = nested_text(message if isinstance(message, str) else None, "message")
        return "" if out is None else out

    def read_citation_from_page(self, it: Page) -> hub.Citation | None:
        if not non_empty(it.get("url")):
            return None
        url = it.get("url")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        if (quote := it.get("content")) is not None:
            out["quote"] = quote
        return out


class WriteTypes(base.WriteTypes):
    TIERS: ClassVar[dict[str, str]] = {
        "auto": "auto", "standard": "on_demand", "priority": "performance", "batch": "on_demand",
    }
