"""The shared quirk no_hosted_tools.

Generated from specs/quirks/no_hosted_tools.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import remove
from dragoman.library.quirks.places import Walk


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # hosted tools are not available
    for trail in walk.each(
        ("tools", "*"),
        ("web_search_*", "web_fetch_*", "code_execution_*", "tool_search_tool_*", "advisor_*", "mcp_toolset"),
        {},
    ):
        changed = remove(trail, "hosted tools are not available at this host", context) or changed
        context.unhosted = True
    # tool_choice without tools is rejected
    for trail in walk.each(("tool_choice",), (), {"tools": (None,)}):
        changed = remove(trail, "", context) or changed
    return changed
