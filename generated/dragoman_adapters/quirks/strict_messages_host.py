"""The shared quirk strict_messages_host.

Generated from specs/quirks/strict_messages_host.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from dragoman.library.context import Context
from dragoman.library.quirks.patches import keep
from dragoman.library.quirks.places import Walk, value_at


def patch(walk: Walk, headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    changed = False
    # unknown request fields are rejected
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "metadata", "output_config", "stop_sequences", "stream", "system",
            "temperature", "thinking", "tool_choice", "tools", "top_k", "top_p",
        ),
        "not supported by this host",
        context,
    ) or changed
    # cache_control accepts type and ttl only
    for trail in walk.each(("tools", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "not supported by this host", context, trail) or changed
    for trail in walk.each(("system", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "not supported by this host", context, trail) or changed
    for trail in walk.each(("messages", "*", "content", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "not supported by this host", context, trail) or changed
    return changed
