"""Patches of the shared quirk wants_reasoning.

Generated from specs/quirks/wants_reasoning.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.patches import put
from dragoman.library.places import Walk


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
    changed = False
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
