"""GitHub Copilot as a back: the functions that face it.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.patches import is_blank, keep, keep_betas, remove
from dragoman.library.places import Walk, value_at
from dragoman_adapters.anthropic_messages.errors import RETRY
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.copilot.anthropic_messages.errors import read as read_failure
from dragoman_adapters.quirks import claude_models, no_hosted_tools, strict_host

__all__ = ["RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
    walk = Walk(body)
    changed = False
    changed = strict_host.patch(walk, headers, context) or changed
    changed = claude_models.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    # it refuses betas that it does not know
    keep_betas(headers, "anthropic-beta", ("interleaved-thinking-2025-05-14",), "this host does not know it", context)
    # of the ways to shape an answer it knows the effort only
    for trail in walk.each(("output_config",), (), {}):
        changed = keep(value_at(trail), ("effort",), "this host does not take it", context) or changed
    # reasoning without a text is refused
    for trail in walk.each(("messages", "*", "content", "*"), ("thinking",), {}):
        if is_blank(value_at(trail, "thinking")):
            changed = remove(trail, "this host takes back no reasoning without its text", context, 2) or changed
    return changed
