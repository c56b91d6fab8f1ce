"""Passes over limits: tokens, temperature, stop sequences and cache breakpoints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally
from dragoman.library.hub import Request, Response
from dragoman.values import globs


def answer_zero_tokens(request: Request, context: Context) -> None:
    """Answer a request with max_tokens 0 locally: an empty answer that ends at the token limit (case 15)."""
    if request.get("max_tokens") == 0:
        answer: Response = {
            "id": context.ids.message_id(None, context.seed),
            "model": context.client_model,
            "blocks": [],
            "finish_reason": "max_tokens",
            "usage": {"uncached_input_tokens": 0, "output_tokens": 0},
        }
        raise AnsweredLocally(answer)


def limit_parameters(
    request: Request,
    context: Context,
    *,
    max_tokens: dict[str, int] = {},  # noqa: B006 (read by the compiler, never changed)
    default_max_tokens: int = 0,
    temperature: float = 0,
    stop_sequences: int = 4,
    blank_stop_sequences: bool = True,
    cache_breakpoints: int = 0,
    result_breakpoints: Literal["whole", "parts"] = "whole",
) -> None:
    """Reduce parameters to the provider's maximum.

    The number of tokens becomes at most that of the provider's `limits` (case 17), or of the first glob in `max_tokens`
    that matches the model. default_max_tokens: the number for a request without one, for providers that require it
    (case 37); 0: none. temperature: the maximum (case 38); 0: none. stop_sequences: the number sent to the provider;
    the proxy searches the response for the others (cases 21-23). blank_stop_sequences: whether the provider accepts
    sequences of white space; otherwise they are also searched for here (cases 24 and 40). cache_breakpoints: the number
    of the last ones that are kept; the others are removed without a loss, since the response is the same without them.
    result_breakpoints: their position in a tool result; `parts` moves one to the last text of the result.
    """
    _limit_cache_breakpoints(request, cache_breakpoints, result_breakpoints)
    _limit_stop_sequences(request, context, stop_sequences, blank_stop_sequences)
    if temperature and request.get("temperature", 0) > temperature:
        request["temperature"] = temperature
        context.lose("temperature", f"this provider accepts at most {temperature:g}")
    _limit_max_tokens(request, context, max_tokens, default_max_tokens)


def _limit_max_tokens(request: Request, context: Context, caps: dict[str, int], default: int) -> None:
    limit = request.get("max_tokens")
    if limit is None:
        if default:
            request["max_tokens"] = min(default, context.max_output_tokens or default)
        return
    model = context.model or request["model"]
    cap = next((most for glob, most in caps.items() if globs.matches(model, [glob])), context.max_output_tokens)
    cap = min(cap, context.max_output_tokens or cap)
    if cap and limit > cap:
        request["max_tokens"] = cap
        context.lose("max_tokens", f"this model returns at most {cap} tokens")


def _limit_stop_sequences(request: Request, context: Context, max_count: int, blank: bool) -> None:
    stops = list(dict.fromkeys(word for word in request.pop("stop_sequences", ()) if word))
    if not blank:
        stops.sort(key=str.isspace)
        max_count = min(max_count, sum(not word.isspace() for word in stops))
    if stops[:max_count]:
        request["stop_sequences"] = stops[:max_count]
    context.emulated = stops[max_count:]


def _limit_cache_breakpoints(request: Request, max_count: int, results: Literal["whole", "parts"]) -> None:
    if results == "parts":
        for message in request["messages"]:
            for block in message["blocks"]:
                if block["kind"] == "tool_result" and "cache_breakpoint" in block:
                    texts = [part for part in block["blocks"] if part["kind"] == "text"]
                    if texts:
                        texts[-1]["cache_breakpoint"] = block["cache_breakpoint"]
                    del block["cache_breakpoint"]
    marked = _marked(request)
    for holder in marked[: max(0, len(marked) - max_count)]:
        del holder["cache_breakpoint"]


def _marked(request: Request) -> list[dict[str, Any]]:
    """Return everything that has a cache breakpoint, in the order in which the model reads it."""
    first: list[Any] = [*request.get("tools", ()), *request.get("system", ())]
    found = [holder for holder in first if "cache_breakpoint" in holder]
    for message in request["messages"]:
        _add_marked(message["blocks"], found)
    return found


def _add_marked(blocks: Iterable[Any], found: list[dict[str, Any]]) -> None:
    for block in blocks:
        if "parts" in block:
            _add_marked(block["parts"], found)
        if "blocks" in block:
            _add_marked(block["blocks"], found)
        if "cache_breakpoint" in block:
            found.append(block)
