"""Anthropic as a back: the functions that face it.

Generated from specs/providers/anthropic.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman import hub
from dragoman.blocks import Blocks
from dragoman.context import Context
from dragoman.patches import each, foreign, remove, trim
from dragoman_adapters.anthropic_messages.stream import Reader

__all__ = ["conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    return Reader(blocks, context)


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Which of the quirks with a `when:` hold for this request."""
    return ()


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Changes a body (and headers) of the same protocol in place; whether anything changed."""
    changed = False
    # reasoning that another provider made, or that lost its proof, is refused
    for holder, key in each(body, ("messages", "*", "content", "*"), ("thinking",), {}):
        if not foreign(holder[key].get("signature")):
            continue
        changed = remove(holder, key, "reasoning of another provider, or without its proof", context) or changed
    # a cache mark on reasoning is refused
    for holder, key in each(body, ("messages", "*", "content", "*", "cache_control"), ("thinking", "redacted_thinking"), {}):
        changed = remove(holder, key, "the vendor takes no cache mark there", context) or changed
    # an assistant message that ends the request may not end in white space
    for holder, key in each(body, ("messages", "last", "content"), (), {"role": "assistant"}):
        changed = trim(holder, key) or changed
    return changed
