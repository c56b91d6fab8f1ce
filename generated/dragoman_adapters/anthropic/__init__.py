"""Anthropic: endpoints, authentication and models.

Generated from specs/providers/anthropic.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "anthropic",
    "title": "Anthropic",
    "kind": "direct",
    "protocol": "anthropic_messages",
    "sides": {"anthropic_messages": {"url": "https://api.anthropic.com", "key_headers": {"x-api-key": "{key}"}}},
    "api_key_env": "ANTHROPIC_API_KEY",
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
    "catalogue": "anthropic",
    "own_names": True,
    "columns": {
        "row": 1, "auth": "API key sk-ant-*", "note": "no translation: bodies pass through unchanged",
        "superseded": "claude-opus-4, claude-sonnet-4 and claude-haiku-4 in older lists name families; ids pass through as they are",
    },
}
