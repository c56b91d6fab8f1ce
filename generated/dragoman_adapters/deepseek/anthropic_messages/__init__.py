"""DeepSeek as a back: the functions that face it.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library import hub
from dragoman.library.context import Context
from dragoman.library.patches import keep, put, remove, starts
from dragoman.library.places import Walk, value_at
from dragoman.library.streams import Blocks
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader
from dragoman_adapters.deepseek.anthropic_messages.errors import RETRY
from dragoman_adapters.deepseek.anthropic_messages.errors import read as read_failure

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
    # it runs no tools of its own
    for trail in walk.each(
        ("tools", "*"),
        ("web_search_*", "web_fetch_*", "code_execution_*", "tool_search_tool_*", "advisor_*", "mcp_toolset"),
        {},
    ):
        changed = remove(trail, "this host runs no tools of its own", context) or changed
        context.unhosted = True
    # without tools there is nothing to choose
    for trail in walk.each(("tool_choice",), (), {"tools": (None,)}):
        changed = remove(trail, "", context) or changed
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
    # it ignores all other fields
    changed = keep(
        body,
        (
            "model",
            "messages",
            "max_tokens",
            "output_config",
            "stop_sequences",
            "stream",
            "system",
            "temperature",
            "thinking",
            "tool_choice",
            "tools",
            "top_p",
        ),
        "this provider ignores it",
        context,
    ) or changed
    # of the ways to shape an answer it knows the effort only
    for trail in walk.each(("output_config",), (), {}):
        changed = keep(value_at(trail), ("effort",), "this provider ignores it", context) or changed
    # it reads no pictures and no files
    for trail in walk.each(("messages", "*", "content", "*"), ("image", "document"), {}, True):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: this model reads text only]"},
            "this model reads text only",
            context,
        ) or changed
        walk.forget()
    for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("image", "document"), {}, True):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: this model reads text only]"},
            "this model reads text only",
            context,
        ) or changed
        walk.forget()
    return changed
