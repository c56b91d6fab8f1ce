"""Counts and lists of models of Gemini generateContent.

Generated from specs/protocols/gemini/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman_adapters.gemini.types import ReadTypes


class Count(TypedDict, total=False):
    totalTokens: int | None
    cachedContentTokenCount: int | None
    promptTokensDetails: Any
    cacheTokensDetails: Any


class ReadLists(ReadTypes):
    def read_count_from_count(self, it: Count) -> hub.Count:
        tokens = it.get("totalTokens")
        return {"tokens": 0 if tokens is None else tokens}


def read_count(body: Any) -> int | None:
    """The tokens that an answer to a count tells; None where it tells none."""
    return ReadLists(Context()).read_count_from_count(cast(Any, body)).get("tokens") if isinstance(body, dict) else None
