"""Token counts and model lists of Amazon Bedrock Converse.

Generated from specs/protocols/bedrock_converse/lists.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict, cast

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman_adapters.bedrock_converse.types import ReadTypes


class Count(TypedDict, total=False):
    inputTokens: int | None


class ReadLists(ReadTypes):
    def read_token_count_from_count(self, it: Count) -> hub.TokenCount:
        tokens = it.get("inputTokens")
        return {"tokens": 0 if tokens is None else tokens}


def read_count(body: Any) -> int | None:
    """Return the token count of a response, or None if it has none."""
    return ReadLists(Context()).read_token_count_from_count(
        cast(Any, body),
    ).get("tokens") if isinstance(body, dict) else None
