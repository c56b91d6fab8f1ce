"""Kimi (Moonshot AI) as a back: the functions that face it.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import put, remove, starts
from dragoman.library.places import Walk, value_at
from dragoman.library.streams import Blocks
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader
from dragoman_adapters.kimi.anthropic_messages.errors import RETRY
from dragoman_adapters.kimi.anthropic_messages.errors import read as read_failure

__all__ = ["RETRY", "conditions", "patch", "read_failure", "read_response", "reader", "write_request"]


def reader(blocks: Blocks, context: Context) -> Reader:
    return Reader(blocks, context)


def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:
    """Which of the quirks with a `when:` hold for this request."""
    return ()


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Changes a body (and headers) of the same protocol in place; whether anything changed."""
    walk = Walk(body)
    changed = False
    # a line of the client's own that changes with each request would spoil the cache
    for trail in walk.each(("system", 0), ("text",), {}):
        if starts(value_at(trail, "text"), "x-anthropic-billing-header:"):
            changed = remove(trail, "", context) or changed
    # reasoning that this proxy sealed is another provider's
    for trail in walk.each(("messages", "*", "content", "*"), ("thinking",), {}):
        if starts(value_at(trail, "signature"), "xr1."):
            changed = remove(trail, "reasoning of another provider", context, 2) or changed
    # what another vendor sealed, nobody else can open
    for trail in walk.each(("messages", "*", "content", "*"), ("redacted_thinking",), {}):
        changed = remove(trail, "reasoning that another vendor sealed", context, 2) or changed
    # without thinking it asks for none
    if context.retried:
        for trail in walk.each(("thinking",), ("enabled", "adaptive"), {}, True):
            changed = put(
                trail,
                {"type": "disabled"},
                "earlier turns lack the reasoning that this model wants back",
                context,
            ) or changed
            walk.forget()
    return changed
