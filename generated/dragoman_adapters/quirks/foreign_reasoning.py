"""The shared quirk foreign_reasoning.

Generated from specs/quirks/foreign_reasoning.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import remove, starts
from dragoman.library.quirks.places import Walk, value_at


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # encrypted reasoning made by this proxy belongs to other providers, and reasoning without it cannot be resolved
    for trail in walk.each(("input", "*"), ("reasoning",), {}):
        if starts(value_at(trail, "encrypted_content"), "xr1."):
            changed = remove(trail, "reasoning of another provider", context) or changed
    return changed
