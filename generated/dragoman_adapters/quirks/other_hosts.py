"""Patches of the shared quirk other_hosts.

Generated from specs/quirks/other_hosts.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.patches import remove, starts
from dragoman.library.places import Walk, value_at


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
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
    return changed
