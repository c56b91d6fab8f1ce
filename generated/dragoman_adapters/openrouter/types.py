"""OpenRouter: changes to shared types, tables and rules.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import TypedDict

from dragoman.library import hub
from dragoman.library.filters import at_most, minus, nested_text, non_empty
from dragoman_adapters.openai_chat import types as base


class Usage(base.Usage, total=False):
    server_tool_use_details: Uses | None


class Error(base.Error, total=False):
    metadata: Metadata | None


class Uses(TypedDict, total=False):
    web_search_requests: int | None


class Metadata(TypedDict, total=False):
    raw: str | None
    provider_name: str | None


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
        server_tool_use_details = it.get("server_tool_use_details")
        web_search_requests = server_tool_use_details.get("web_search_requests") if server_tool_use_details else None
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
        if web_search_requests is not None:
            out["web_searches"] = web_search_requests
        return out

    def read_api_error_from_error_message(self, it: Error) -> str:
        message = it.get("message")
        part = non_empty(message if isinstance(message, str) else None)
        metadata = it.get("metadata")
        part2 = non_empty(nested_text(metadata.get("raw") if metadata else None, "message"))
        found: str | None = str(part) + ": " + str(part2) if part is not None and part2 is not None else None
        if found is not None:
            return found
        out = non_empty(nested_text(metadata.get("raw") if metadata else None, "message"))
        if out is None:
            out = nested_text(message if isinstance(message, str) else None, "message")
        return "" if out is None else out
