"""Perplexity: changes to shared types, tables and rules.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, TypedDict

from dragoman.library import hub
from dragoman.library.filters import at_most, minus, non_empty
from dragoman_adapters.openai_chat import types as base


class Usage(base.Usage, total=False):
    num_search_queries: int | None
    citation_tokens: int | None
    reasoning_tokens: int | None
    search_context_size: str | None
    cost: Any


class SearchResult(TypedDict, total=False):
    title: str | None
    url: str | None
    date: str | None
    last_updated: str | None
    snippet: str | None
    source: str | None


class ReadTypes(base.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cached_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        rest = minus(it.get("prompt_tokens"), cached_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        if reasoning_tokens is None:
            reasoning_tokens = it.get("reasoning_tokens")
        num_search_queries = it.get("num_search_queries")
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        if num_search_queries is not None:
            out["web_searches"] = num_search_queries
        return out

    def read_citation_from_search_result(self, it: SearchResult) -> hub.Citation | None:
        if not non_empty(it.get("url")):
            return None
        url = it.get("url")
        out: hub.Citation = {"url": "" if url is None else url}
        if (title := it.get("title")) is not None:
            out["title"] = title
        if (quote := it.get("snippet")) is not None:
            out["quote"] = quote
        return out

    def read_citation_from_str(self, it: str) -> hub.Citation:
        return {"url": it}
