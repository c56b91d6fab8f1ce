"""Google Vertex AI as a back: the functions that face it.

Generated from specs/providers/vertex.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.patches import keep, keep_betas, put, remove
from dragoman.library.places import Walk, value_at
from dragoman_adapters.anthropic_messages.errors import RETRY
from dragoman_adapters.anthropic_messages.errors import read as read_failure
from dragoman_adapters.anthropic_messages.request import write as write_request
from dragoman_adapters.anthropic_messages.response import read as read_response
from dragoman_adapters.anthropic_messages.stream import Reader as reader
from dragoman_adapters.quirks import claude_models

__all__ = ["RETRY", "patch", "read_failure", "read_response", "reader", "write_request"]


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body (and headers) of the same protocol in place. Return whether anything changed."""
    walk = Walk(body)
    changed = False
    changed = claude_models.patch(walk, headers, context) or changed
    # the model stands in the address, but for a count
    if context.action == "create":
        for trail in walk.each(("model",), (), {}):
            changed = remove(trail, "", context) or changed
    # the version stands in the body
    if context.action == "create":
        for trail in walk.each(("anthropic_version",), (), {}, True):
            changed = put(trail, "vertex-2023-10-16") or changed
            walk.forget()
    # it refuses fields that it does not know
    changed = keep(
        walk.body,
        (
            "anthropic_version", "model", "messages", "max_tokens", "metadata", "output_config", "stop_sequences",
            "stream", "system", "temperature", "thinking", "tool_choice", "tools", "top_k", "top_p",
        ),
        "this host does not take it",
        context,
    ) or changed
    # it refuses betas that it does not know
    keep_betas(
        headers,
        "anthropic-beta",
        (
            "computer-use-2025-01-24", "computer-use-2025-11-24", "context-1m-2025-08-07",
            "interleaved-thinking-2025-05-14", "tool-search-tool-2025-10-19", "web-search-2025-03-05",
        ),
        "this host does not know it",
        context,
    )
    # of the ways to shape an answer it knows the effort only
    for trail in walk.each(("output_config",), (), {}):
        changed = keep(value_at(trail), ("effort",), "this host does not take it", context) or changed
    # nor does it hold a model to a tool's schema
    for trail in walk.each(("tools", "*", "strict"), (), {}):
        changed = remove(trail, "this host does not hold a model to a schema", context) or changed
    # a cache mark says no more than its life
    for trail in walk.each(("tools", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "this host knows no such mark", context) or changed
    for trail in walk.each(("system", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "this host knows no such mark", context) or changed
    for trail in walk.each(("messages", "*", "content", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "this host knows no such mark", context) or changed
    # it fetches no pictures and files
    for trail in walk.each(
        ("messages", "*", "content", "*"),
        ("image", "document"),
        {"source.type": ("url", "file")},
        True,
    ):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: this host fetches nothing]"},
            "this host fetches nothing",
            context,
        ) or changed
        walk.forget()
    for trail in walk.each(
        ("messages", "*", "content", "*", "content", "*"),
        ("image", "document"),
        {"source.type": ("url", "file")},
        True,
    ):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: this host fetches nothing]"},
            "this host fetches nothing",
            context,
        ) or changed
        walk.forget()
    # of the vendor's own tools it runs a few
    for trail in walk.each(("tools", "*"), ("web_fetch_*", "code_execution_*", "advisor_*", "mcp_toolset"), {}):
        changed = remove(trail, "this host does not run it", context) or changed
    # of its search it has the first version
    for trail in walk.each(("tools", "*", "type"), ("web_search_2026*",), {}, True):
        changed = put(trail, "web_search_20250305", "this host has the first version of it", context) or changed
        walk.forget()
    # without tools there is nothing to choose
    for trail in walk.each(("tool_choice",), (), {"tools": (None,)}):
        changed = remove(trail, "", context) or changed
    return changed
