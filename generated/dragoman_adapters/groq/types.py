"""Groq: changes to shared types, tables and rules.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.filters import nested_text, non_empty, specific, to_string
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

    def read_api_error_from_error(self, it: Error) -> hub.ApiError:
        message2 = it.get("message")
        part = message2 if isinstance(message2, str) else None
        part2 = non_empty(it.get("failed_generation"))
        message: Any = str(part) + " The model wrote: " + str(part2) if part is not None and part2 is not None else None
        if message is None:
            message3 = nested_text(message2 if isinstance(message2, str) else None, "message")
            message = "" if message3 is None else message3
        out: hub.ApiError = {"message": message}
        error_type2 = to_string(it.get("code"))
        error_type: hub.ErrorType | None = specific(
            self.ERROR_TYPES.get(error_type2)
            if error_type2 is not None
            else None
        )
        if error_type is None:
            type_ = it.get("type")
            error_type = specific(self.ERROR_TYPES.get(type_) if type_ is not None else None)
        if error_type is None:
            error_type = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            type_2 = it.get("type")
            error_type = self.ERROR_TYPES.get(type_2) if type_2 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = to_string(it.get("code"))
        if code is None:
            code = it.get("type")
        if code is not None:
            out["code"] = code
        if (param := it.get("param")) is not None:
            out["param"] = param
        return out

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
