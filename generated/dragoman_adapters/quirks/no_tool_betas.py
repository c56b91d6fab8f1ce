"""The shared quirk no_tool_betas.

Generated from specs/quirks/no_tool_betas.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import remove
from dragoman.library.quirks.places import Walk


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # fields of tools that a beta enables are rejected without its name in the header
    for trail in walk.each(("tools", "*", "eager_input_streaming"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    for trail in walk.each(("tools", "*", "defer_loading"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    for trail in walk.each(("tools", "*", "input_examples"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    for trail in walk.each(("tools", "*", "allowed_callers"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    return changed
