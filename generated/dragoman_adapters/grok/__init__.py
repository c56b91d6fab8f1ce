"""Grok (xAI): endpoints, authentication and models.

Generated from specs/providers/grok.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "grok",
    "title": "Grok (xAI)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.x.ai/v1",
            "paths": {},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {"x-grok-conv-id": "{session}"},
            "query": {},
        },
        "openai_responses": {
            "url": "https://api.x.ai/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {"x-grok-conv-id": "{session}"},
            "query": {},
        },
    },
    "picks": [],
    "for_clients": ["openai_responses"],
    "key": "XAI_API_KEY",
    "auth": [],
    "models": {"haiku": "grok-build-0.1", "sonnet": "grok-4.5", "opus": "grok-4.6", "default": "grok-4.5"},
    "model_ids": [
        "grok-4.6", "grok-4.5", "grok-4.3", "grok-build-0.1", "grok-4.20-0309-reasoning",
        "grok-4.20-0309-non-reasoning", "grok-3", "grok-3-mini",
    ],
    "limits": {
        "grok-4.6*": {"context_window": 500000},
        "grok-4.5*": {"context_window": 500000},
        "grok-4.3*": {"context_window": 1000000, "max_output_tokens": 30000},
        "grok-4.20-*": {"context_window": 1000000, "max_output_tokens": 30000},
        "grok-build-*": {"context_window": 256000, "max_output_tokens": 256000},
        "grok-3": {"context_window": 1000000, "max_output_tokens": 30000},
        "grok-4-*": {"context_window": 1000000, "max_output_tokens": 30000},
        "grok-code-fast-1": {"context_window": 256000, "max_output_tokens": 256000},
    },
    "local": False,
    "columns": {
        "row": 5, "auth": "API key xai-*",
        "superseded": "grok-3-beta and grok-3-mini-beta are superseded by grok-4.5 and grok-build-0.1; they pass through",
    },
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat", "openai_responses": "openai_responses"}
