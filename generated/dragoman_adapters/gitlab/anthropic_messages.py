"""GitLab Duo, Anthropic Messages: differences and entry points.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.quirks.conditions import Conditions, When
from dragoman.library.quirks.patches import keep, keep_values
from dragoman.library.quirks.places import Walk
from dragoman_adapters.anthropic_messages import errors, response, stream
from dragoman_adapters.quirks import claude_models, no_tool_betas


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
    changed = no_tool_betas.patch(walk, headers, context) or changed
    # the gateway forwards known fields only
    changed = keep(
        walk.body,
        (
            "model", "messages", "max_tokens", "metadata", "output_config", "stop_sequences", "stream", "system",
            "temperature", "thinking", "tool_choice", "tools", "top_k", "top_p",
        ),
        "not supported by this gateway",
        context,
    ) or changed
    # the gateway forwards known beta names only
    keep_values(
        headers,
        "anthropic-beta",
        (
            "claude-code-20250219", "interleaved-thinking-2025-05-14", "context-1m-2025-08-07",
            "fine-grained-tool-streaming-2025-05-14", "effort-2025-11-24",
        ),
        "not supported by this gateway",
        context,
    )
    return changed
