"""Bedrock (LiteLLM), Anthropic Messages: differences and entry points.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import keep_values, put, remove
from dragoman.library.quirks.places import Walk
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import claude_models, no_hosted_tools, strict_messages_host


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
    changed = strict_messages_host.patch(walk, headers, context) or changed
    changed = claude_models.patch(walk, headers, context) or changed
    changed = no_hosted_tools.patch(walk, headers, context) or changed
    # unknown beta names in the header are rejected
    keep_values(
        headers,
        "anthropic-beta",
        (
            "compact-2026-01-12", "computer-use-2025-01-24", "computer-use-2025-11-24", "context-1m-2025-08-07",
            "effort-2025-11-24", "fine-grained-tool-streaming-2025-05-14", "tool-search-tool-2025-10-19",
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
    # images and documents are accepted inline only
    for trail in walk.each(("messages", "*", "content", "*"), ("image", "document"), {"source.type": ("url",)}, True):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: this host takes no addresses of files]"},
            "URLs of images and documents are not supported by this host",
            context,
        ) or changed
        walk.forget()
    for trail in walk.each(
        ("messages", "*", "content", "*", "content", "*"),
        ("image", "document"),
        {"source.type": ("url",)},
        True,
    ):
        changed = put(
            trail,
            {"type": "text", "text": "[omitted: this host takes no addresses of files]"},
            "URLs of images and documents are not supported by this host",
            context,
        ) or changed
        walk.forget()
    return changed
