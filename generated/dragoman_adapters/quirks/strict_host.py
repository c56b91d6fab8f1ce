"""Patches of the shared quirk strict_host.

Generated from specs/quirks/strict_host.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.patches import keep
from dragoman.library.places import Walk, value_at


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
    changed = False
    # it refuses fields that it does not know
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "metadata", "output_config", "stop_sequences", "stream", "system",
            "temperature", "thinking", "tool_choice", "tools", "top_k", "top_p",
        ),
        "this host does not take it",
        context,
    ) or changed
    # a cache mark says no more than its life
    for trail in walk.each(("tools", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "this host knows no such mark", context) or changed
    for trail in walk.each(("system", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "this host knows no such mark", context) or changed
    for trail in walk.each(("messages", "*", "content", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "this host knows no such mark", context) or changed
    return changed
