"""Perplexity: changes to shared types, tables and rules.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub
from dragoman.library.filters import at_most, minus
from dragoman.library.validation import word_of
from dragoman_adapters.openai_responses import types as base


class InDetails(base.InDetails, total=False):
    cache_read_input_tokens: int | None
    cache_creation_input_tokens: int | None


class ReadTypes(base.ReadTypes):
    def read_usage_from_response(self, it: Any) -> hub.Usage | None:
        if not it.get("usage"):
            return None
        usage = it.get("usage")
        input_tokens_details = usage.get("input_tokens_details") if usage else None
        cache_read_tokens = input_tokens_details.get("cached_tokens") if input_tokens_details else None
        if cache_read_tokens is None:
            cache_read_tokens = input_tokens_details.get("cache_read_input_tokens") if input_tokens_details else None
        rest = minus(usage.get("input_tokens") if usage else None, cache_read_tokens)
        cache_write_tokens = input_tokens_details.get("cache_write_tokens") if input_tokens_details else None
        if cache_write_tokens is None:
            cache_write_tokens = at_most(
                input_tokens_details.get("cache_creation_input_tokens") if input_tokens_details else None,
                rest,
            )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        output_tokens = usage.get("output_tokens") if usage else None
        output_tokens_details = usage.get("output_tokens_details") if usage else None
        reasoning_tokens = output_tokens_details.get("reasoning_tokens") if output_tokens_details else None
        tool_usage = it.get("tool_usage")
        web_search = tool_usage.get("web_search") if tool_usage else None
        num_requests = web_search.get("num_requests") if web_search else None
        service_tier = it.get("service_tier")
        service_tier2 = word_of(
            self.TIERS, service_tier, "standard", self.context, "response.service_tier",
        ) if service_tier is not None else None
        out: hub.Usage = {}
        if cache_read_tokens is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        if num_requests is not None:
            out["web_searches"] = num_requests
        if service_tier2 is not None:
            out["service_tier"] = service_tier2
        return out
