"""The shared quirk version_2026_10_21.

Generated from specs/quirks/version_2026_10_21.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import remove
from dragoman.library.quirks.places import Walk


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # version 2026-10-21 rejects sampling parameters
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in walk.each(("temperature",), (), {}):
            changed = remove(
                trail, "sampling parameters are not supported by this version of the protocol", context,
            ) or changed
        for trail in walk.each(("top_p",), (), {}):
            changed = remove(
                trail, "sampling parameters are not supported by this version of the protocol", context,
            ) or changed
        for trail in walk.each(("top_k",), (), {}):
            changed = remove(
                trail, "sampling parameters are not supported by this version of the protocol", context,
            ) or changed
    # version 2026-10-21 accepts citations on assistant text only
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in walk.each(("messages", "*", "content", "*", "citations"), ("text",), {"role": ("user",)}):
            changed = remove(
                trail, "citations on user text are not supported by this version of the protocol", context,
            ) or changed
    # version 2026-10-21 accepts documents in user messages only
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in walk.each(("messages", "*", "content", "*"), ("document",), {"role": ("assistant",)}):
            changed = remove(
                trail,
                "documents in assistant messages are not supported by this version of the protocol",
                context,
                2,
            ) or changed
    return changed
