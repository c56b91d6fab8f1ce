"""Google Vertex AI, Anthropic Messages: differences and entry points.

Generated from specs/providers/vertex.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import keep, keep_values, put, remove
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import claude_models


class WriteRequest(claude_models.WriteRequest):
    pass


write_request: Final = WriteRequest.of
read_response: Final = response.read
read_failure: Final = errors.read
read_result: Final = response.ReadResponse.result_of
reader: Final = stream.Reader
RETRY: Final = errors.RETRY
REFUSALS: Final = errors.REFUSALS

conditions: Final = Conditions(
    When(
        model=(
            "*claude-3?7*", "*claude-*-4", "*claude-*-4?0*", "*claude-*-4?2025*", "*claude-opus-4?1*", "*claude-*-4?5*",
        ),
    ),
)


def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
    """Change a body and headers of the same protocol in place; return whether the body changed."""
    walk = Walk(body)
    changed = False
    changed = claude_models.patch(walk, headers, context) or changed
    # the model is part of the URL except for token counts
    if context.action == "create":
        for trail in walk.each(("model",), (), {}):
            changed = remove(trail, "", context) or changed
    # anthropic_version is a member of the body
    if context.action == "create":
        for trail in walk.each(("anthropic_version",), (), {}, True):
            changed = put(trail, "vertex-2023-10-16") or changed
            walk.forget()
    # unknown request fields are rejected
    changed = keep(
        walk.body,
        (
            "anthropic_version", "model", "messages", "max_tokens", "metadata", "output_config", "stop_sequences",
            "stream", "system", "temperature", "thinking", "tool_choice", "tools", "top_k", "top_p",
        ),
        "not supported by this host",
        context,
    ) or changed
    # unknown beta names in the header are rejected
    keep_values(
        headers,
        "anthropic-beta",
        (
            "computer-use-2025-01-24", "computer-use-2025-11-24", "context-1m-2025-08-07",
            "interleaved-thinking-2025-05-14", "tool-search-tool-2025-10-19", "web-search-2025-03-05",
        ),
        "not supported by this host",
        context,
    )
    # fields of tools that a beta enables are rejected without its name in the header
    for trail in walk.each(("tools", "*", "eager_input_streaming"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    for trail in walk.each(("tools", "*", "input_examples"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    for trail in walk.each(("tools", "*", "allowed_callers"), (), {}):
        changed = remove(trail, "enabled by a beta that this host does not receive", context) or changed
    # effort is the only supported member of output_config
    for trail in walk.each(("output_config",), (), {}):
        changed = keep(value_at(trail), ("effort",), "not supported by this host", context, trail) or changed
    # strict tool schemas are not supported
    for trail in walk.each(("tools", "*", "strict"), (), {}):
        changed = remove(trail, "strict schemas are not supported by this host", context) or changed
    # cache_control accepts type and ttl only
    for trail in walk.each(("tools", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "not supported by this host", context, trail) or changed
    for trail in walk.each(("system", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "not supported by this host", context, trail) or changed
    for trail in walk.each(("messages", "*", "content", "*", "cache_control"), (), {}):
        changed = keep(value_at(trail), ("type", "ttl"), "not supported by this host", context, trail) or changed
    # images and documents are accepted inline only
    for trail in walk.each(
        ("messages", "*", "content", "*"),
        ("image", "document"),
        {"source.type": ("url", "file")},
        True,
    ):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: URLs and file ids are not supported by this host]"},
            "URLs and file ids are not supported by this host",
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
            {"type": "text", "text": "[omitted: URLs and file ids are not supported by this host]"},
            "URLs and file ids are not supported by this host",
            context,
        ) or changed
        walk.forget()
    # only some hosted tools are available
    for trail in walk.each(("tools", "*"), ("web_fetch_*", "code_execution_*", "advisor_*", "mcp_toolset"), {}):
        changed = remove(trail, "this hosted tool is not available at this host", context) or changed
    # only the first version of web search is available
    for trail in walk.each(("tools", "*", "type"), ("web_search_2026*",), {}, True):
        changed = put(
            trail, "web_search_20250305", "only the first version is available at this host", context,
        ) or changed
        walk.forget()
    # tool_choice without tools is rejected
    for trail in walk.each(("tool_choice",), (), {"tools": (None,)}):
        changed = remove(trail, "", context) or changed
    return changed
