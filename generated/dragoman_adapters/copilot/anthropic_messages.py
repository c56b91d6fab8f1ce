"""GitHub Copilot, Anthropic Messages: differences and entry points.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import is_blank, keep, keep_values, remove
from dragoman.library.quirks.places import Walk, value_at
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import claude_models, no_hosted_tools, no_tool_betas, strict_messages_host


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
    changed = no_tool_betas.patch(walk, headers, context) or changed
    # unknown beta names in the header are rejected
    keep_values(headers, "anthropic-beta", ("interleaved-thinking-2025-05-14",), "not supported by this host", context)
    # effort is the only supported member of output_config
    for trail in walk.each(("output_config",), (), {}):
        changed = keep(value_at(trail), ("effort",), "not supported by this host", context, trail) or changed
    # thinking blocks without text are rejected
    for trail in walk.each(("messages", "*", "content", "*"), ("thinking",), {}):
        if is_blank(value_at(trail, "thinking")):
            changed = remove(trail, "reasoning without text is not accepted by this host", context, 2) or changed
    return changed
