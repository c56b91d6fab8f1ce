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
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {"x-grok-conv-id": "{session}"},
        },
        "openai_responses": {
            "url": "https://api.x.ai/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {"x-grok-conv-id": "{session}"},
        },
    },
    "for_clients": ["openai_responses"],
    "api_key_env": "XAI_API_KEY",
    "models": {"haiku": "grok-4.3", "sonnet": "grok-4.7", "opus": "grok-4.7", "default": "grok-4.7"},
    "model_ids": [
        "grok-4.7", "grok-4.6", "grok-4.5", "grok-4.3", "grok-4.20-0309-reasoning", "grok-4.20-0309-non-reasoning",
    ],
    "limits": {"grok-4.*": {"context_window": 500000, "max_output_tokens": 500000}},
    "catalogue": "grok",
    "telemetry_name": "x_ai",
    "columns": {
        "row": 5, "auth": "API key xai-*",
        "superseded": "grok-3 and grok-3-mini ended on 2026-05-15; grok-4.7 and grok-4.3 replace them",
    },
    "variants": {
        "us": {
            "title": "Grok (US)",
            "sides": {
                "openai_chat": {"url": "https://us.api.x.ai/v1"},
                "openai_responses": {"url": "https://us.api.x.ai/v1"},
            },
        },
    },
}
