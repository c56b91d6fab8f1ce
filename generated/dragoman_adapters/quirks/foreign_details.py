"""The shared quirk foreign_details.

Generated from specs/quirks/foreign_details.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import remove, starts
from dragoman.library.quirks.places import Walk, value_at


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # a reasoning signature made by this proxy belongs to another provider
    for trail in walk.each(("messages", "*", "reasoning_details", "*"), (), {}):
        if starts(value_at(trail, "signature"), "xr1."):
            changed = remove(trail, "reasoning of another provider", context) or changed
    # encrypted reasoning in an envelope of this proxy belongs to another provider
    for trail in walk.each(("messages", "*", "reasoning_details", "*"), (), {}):
        if starts(value_at(trail, "data"), "xr1."):
            changed = remove(trail, "reasoning of another provider", context) or changed
    return changed
