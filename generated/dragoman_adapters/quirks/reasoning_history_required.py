"""The shared quirk reasoning_history_required.

Generated from specs/quirks/reasoning_history_required.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import put
from dragoman.library.quirks.places import Walk


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # reasoning is required in the history only while thinking is enabled
    if context.retried:
        for trail in walk.each(("thinking",), ("enabled", "adaptive"), {}, True):
            changed = put(
                trail,
                {"type": "disabled"},
                "earlier messages lack the reasoning that this model requires",
                context,
            ) or changed
            walk.forget()
    return changed
