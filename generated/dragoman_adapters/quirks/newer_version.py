"""Patches of the shared quirk newer_version.

Generated from specs/quirks/newer_version.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.patches import remove
from dragoman.library.places import Walk


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
    changed = False
    # the newer version refuses sampling fields, whatever they say
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in walk.each(("temperature",), (), {}):
            changed = remove(trail, "this version of the protocol has no sampling fields", context) or changed
        for trail in walk.each(("top_p",), (), {}):
            changed = remove(trail, "this version of the protocol has no sampling fields", context) or changed
        for trail in walk.each(("top_k",), (), {}):
            changed = remove(trail, "this version of the protocol has no sampling fields", context) or changed
    # the newer version takes citations back from the assistant only
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in walk.each(("messages", "*", "content", "*", "citations"), ("text",), {"role": ("user",)}):
            changed = remove(trail, "this version of the protocol takes no citations from the user", context) or changed
    # the newer version takes documents from the user only
    if headers.get("anthropic-version") in ("2026-10-21",):
        for trail in walk.each(("messages", "*", "content", "*"), ("document",), {"role": ("assistant",)}):
            changed = remove(
                trail, "this version of the protocol takes no document from the assistant", context, 2,
            ) or changed
    return changed
