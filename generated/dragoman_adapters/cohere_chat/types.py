"""Shared types, tables and rules of Cohere Chat v2.

Generated from specs/protocols/cohere_chat/types.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from dragoman.library import hub
from dragoman.library.context import Rules
from dragoman.library.filters import member, minus


class Usage(TypedDict, total=False):
    tokens: Tokens | None
    billed_units: Billed | None
    cached_tokens: int | None


class Tokens(TypedDict, total=False):
    input_tokens: int | None
    output_tokens: int | None


class Billed(TypedDict, total=False):
    input_tokens: int | None
    output_tokens: int | None
    search_units: float | None
    classifications: float | None


class Citation(TypedDict, total=False):
    start: int | None
    end: int | None
    text: str | None
    content_index: int | None
    type: str | None
    sources: list[Source] | None


class Source(TypedDict, total=False):
    type: str | None
    id: str | None
    tool_output: Any
    document: Any


class ReadTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, hub.FinishReason]] = {
        "COMPLETE": "stop", "STOP_SEQUENCE": "stop_sequence", "MAX_TOKENS": "max_tokens", "TOOL_CALL": "tool_calls",
        "ERROR": "stop", "TIMEOUT": "stop",
    }

    BROKEN: ClassVar[dict[str, hub.ErrorType]] = {"ERROR": "server_error", "TIMEOUT": "timeout"}
    SWITCHES: ClassVar[dict[str, hub.ReasoningMode]] = {"enabled": "on", "disabled": "off"}

    def read_usage_from_usage(self, it: Usage) -> hub.Usage:
        cached_tokens = it.get("cached_tokens")
        tokens = it.get("tokens")
        uncached_input_tokens = minus(tokens.get("input_tokens") if tokens else None, cached_tokens)
        if uncached_input_tokens is None:
            billed_units = it.get("billed_units")
            uncached_input_tokens = billed_units.get("input_tokens") if billed_units else None
        output_tokens = tokens.get("output_tokens") if tokens else None
        if output_tokens is None:
            billed_units2 = it.get("billed_units")
            output_tokens = billed_units2.get("output_tokens") if billed_units2 else None
        out: hub.Usage = {}
        if cached_tokens is not None:
            out["cache_read_tokens"] = cached_tokens
        if uncached_input_tokens is not None:
            out["uncached_input_tokens"] = uncached_input_tokens
        if output_tokens is not None:
            out["output_tokens"] = output_tokens
        return out

    def read_citation_from_citation(self, it: Citation) -> hub.Citation | None:
        sources = it.get("sources")
        given = member([x.get("document") for x in sources or ()], "url")
        if given is None:
            given = member([x.get("tool_output") for x in sources or ()], "url")
        if given:
            url = member([x.get("document") for x in sources or ()], "url")
            if url is None:
                url = member([x.get("tool_output") for x in sources or ()], "url")
            out: hub.Citation = {"url": "" if url is None else url}
            title = member([x.get("document") for x in sources or ()], "title")
            if title is None:
                title = member([x.get("tool_output") for x in sources or ()], "title")
            if title is not None:
                out["title"] = title
            if (start := it.get("start")) is not None:
                out["start"] = start
            if (end := it.get("end")) is not None:
                out["end"] = end
            return out
        self.context.lose_member("citation", "citations without a URL are not supported by this client")
        return None


class WriteTypes(Rules):
    STOP_REASONS: ClassVar[dict[str, str]] = {
        "stop": "COMPLETE", "stop_sequence": "STOP_SEQUENCE", "max_tokens": "MAX_TOKENS", "tool_calls": "TOOL_CALL",
        "refusal": "COMPLETE", "pause": "COMPLETE", "context_window": "MAX_TOKENS",
    }

    BROKEN: ClassVar[dict[str, str]] = {"server_error": "ERROR", "timeout": "TIMEOUT"}

    SWITCHES: ClassVar[dict[str, str]] = {
        "on": "enabled", "off": "disabled", "auto": "enabled", "interleaved": "disabled",
    }
