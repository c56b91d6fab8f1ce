"""MiniMax: the functions that the runtime calls.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.patches import keep, put, remove
from dragoman.library.quirks.places import Walk
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.minimax.errors import read as read_failure
from dragoman_adapters.quirks import no_hosted_tools, other_messages_host

__all__ = ["REFUSALS", "RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]

ONE_OF_0: Final = re.compile(r"minimax\-m3\.1\-flash.*")
ONE_OF_1: Final = re.compile(r"minimax\-m2.*")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
        ONE_OF_1.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    one_of_0, one_of_1 = matches(context.model.lower())
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    # thinking cannot be disabled for models that always reason
    if one_of_0:
        for trail in walk.each(("thinking",), ("disabled",), {}):
            changed = remove(trail, "thinking cannot be disabled for this model", context) or changed
    # all other request fields are ignored
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "stream", "system", "temperature", "tool_choice", "tools", "top_p",
            "metadata", "thinking",
        ),
        "ignored by this provider",
        context,
    ) or changed
    # temperature must be above zero
    for trail in walk.each(("temperature",), (), {"temperature": (0,)}, True):
        changed = put(trail, 0.01, "temperature must be at least 0.01 at this provider", context) or changed
        walk.forget()
    # older models accept text only
    if one_of_1:
        for trail in walk.each(("messages", "*", "content", "*"), ("image", "document"), {}, True):
            changed = put(
                trail,
                {"type": "text", "text": "[omitted: this model supports text only]"},
                "this model supports text only",
                context,
            ) or changed
            walk.forget()
        for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("image", "document"), {}, True):
            changed = put(
                trail,
                {"type": "text", "text": "[omitted: this model supports text only]"},
                "this model supports text only",
                context,
            ) or changed
            walk.forget()
    return changed
