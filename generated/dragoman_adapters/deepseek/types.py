"""DeepSeek: changes to shared types, tables and rules.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar

from dragoman.library import hub
from dragoman.library.filters import at_most, minus
from dragoman_adapters.openai_chat import types as base


class Usage(base.Usage, total=False):
    prompt_cache_hit_tokens: int | None
    prompt_cache_miss_tokens: int | None


class ReadTypes(base.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cache_read_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        if cache_read_tokens is None:
            cache_read_tokens = it.get("prompt_cache_hit_tokens")
        rest = minus(it.get("prompt_tokens"), cache_read_tokens)
        cache_write_tokens = at_most(
            prompt_tokens_details.get("cache_write_tokens") if prompt_tokens_details else None,
            rest,
        )
        uncached_input_tokens = minus(rest, cache_write_tokens)
        completion_tokens = it.get("completion_tokens")
        completion_tokens_details = it.get("completion_tokens_details")
        reasoning_tokens = completion_tokens_details.get("reasoning_tokens") if completion_tokens_details else None
        out: hub.Usage = {}
        if cache_read_tokens is not None:
            out["cache_read_tokens"] = cache_read_tokens
        if cache_write_tokens is not None:
            out["cache_write_tokens"] = cache_write_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if completion_tokens is not None:
            out["output_tokens"] = completion_tokens
        if reasoning_tokens is not None:
            out["reasoning_tokens"] = reasoning_tokens
        return out


class WriteTypes(base.WriteTypes):
    EFFORTS: ClassVar[dict[str, str]] = {
        "low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "max",
    }

    SWITCHES: ClassVar[dict[str, str]] = {
        "on": "enabled", "off": "disabled", "auto": "enabled", "interleaved": "disabled",
    }

    QUIETS: ClassVar[dict[str, str]] = {"any": "disabled", "tool": "disabled"}
