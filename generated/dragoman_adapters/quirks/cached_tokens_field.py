"""The shared quirk cached_tokens_field.

Generated from specs/quirks/cached_tokens_field.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub
from dragoman.library.filters import at_most, minus
from dragoman_adapters.openai_chat import response, stream, types


class Usage(types.Usage, total=False):
    cached_tokens: int | None


class ReadTypes(types.ReadTypes):
    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        prompt_tokens_details = it.get("prompt_tokens_details")
        cache_read_tokens = prompt_tokens_details.get("cached_tokens") if prompt_tokens_details else None
        if cache_read_tokens is None:
            cache_read_tokens = it.get("cached_tokens")
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


class ReadResponse(ReadTypes, response.ReadResponse):
    CHECK = staticmethod(response.SHAPES.extend({
        "Usage": {"cached_tokens": "int"},
    }).check("Completion"))


class Reader(ReadTypes, stream.Reader):
    pass


check_event: Final = stream.SHAPES.extend({
    "Usage": {"cached_tokens": "int"},
}).check("Chunk")
