"""GLM (Z.ai): the functions that the runtime calls.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.patches import is_blank, put, remove
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages.errors import REFUSALS, RETRY
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.glm.anthropic_messages.errors import read as read_failure
from dragoman_adapters.quirks import other_messages_host

__all__ = ["REFUSALS", "RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]

ONE_OF_0: Final = re.compile(r"glm\-5\.3.*")


@lru_cache(maxsize=256)
def matches(model: str) -> tuple[bool, ...]:
    """Return for each set of globs whether it matches a model."""
    return (
        ONE_OF_0.fullmatch(model) is not None,
    )


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    (one_of_0,) = matches(context.model.lower())
    walk = Walk(body)
    changed = False
    changed = other_messages_host.patch(walk, headers, context) or changed
    # thinking cannot be disabled for models that always reason
    if one_of_0:
        for trail in walk.each(("thinking",), ("disabled",), {}):
            changed = remove(trail, "thinking cannot be disabled for this model", context) or changed
    # a tool result without content is rejected with code 1213
    for trail in walk.each(("messages", "*", "content", "*", "content"), ("tool_result",), {}):
        if is_blank(value_at(trail)):
            changed = put(trail, "(no output)") or changed
            walk.forget()
    # a tool result without content is rejected with code 1213
    for trail in walk.each(("messages", "*", "content", "*", "content", "*"), ("text",), {}):
        if is_blank(value_at(trail, "text")):
            changed = put(trail, {"type": "text", "text": "(no output)"}) or changed
            walk.forget()
    return changed
