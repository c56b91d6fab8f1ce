"""Claude subscription: endpoints, authentication and models.

Generated from specs/providers/claude.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "claude",
    "title": "Claude subscription",
    "kind": "direct",
    "protocol": "anthropic_messages",
    "sides": {
        "anthropic_messages": {"url": "https://api.anthropic.com", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "auth": ["claude"],
    "models": {
        "haiku": "claude-haiku-5-5", "sonnet": "claude-sonnet-5-5", "opus": "claude-opus-5-5",
        "default": "claude-sonnet-5-5",
    },
    "model_ids": [
        "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-2", "claude-opus-5",
        "claude-opus-4-8", "claude-sonnet-5", "claude-haiku-4-5",
    ],
    "limits": {
        "claude-*": {"context_window": 1000000, "max_output_tokens": 128000},
        "claude-*-4-5*": {"context_window": 200000, "max_output_tokens": 64000},
    },
    "catalogue": "claude",
    "telemetry_name": "anthropic",
    "own_names": True,
    "passthrough": True,
    "columns": {
        "row": 19, "auth": "OAuth, ~/.claude/.credentials.json",
        "note": "without the proxy: Claude Code uses its own login",
        "superseded": "https://api.claude.ai has no public API; Claude Code uses api.anthropic.com",
    },
}
