"""Mistral AI: endpoints, authentication and models.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "mistral",
    "title": "Mistral AI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {"openai_chat": {"url": "https://api.mistral.ai/v1", "key_headers": {"authorization": "Bearer {key}"}}},
    "api_key_env": "MISTRAL_API_KEY",
    "models": {
        "haiku": "mistral-small-latest", "sonnet": "mistral-medium-3-5", "opus": "mistral-large-latest",
        "default": "mistral-medium-3-5",
    },
    "model_ids": [
        "mistral-large-latest", "mistral-medium-3-5", "mistral-medium-latest", "mistral-small-latest",
        "codestral-latest", "magistral-medium-latest", "magistral-small-latest",
    ],
    "limits": {
        "mistral-medium-*": {"context_window": 262144, "max_output_tokens": 262144},
        "mistral-small-*": {"context_window": 262144, "max_output_tokens": 262144},
    },
    "catalogue": "mistral",
    "telemetry_name": "mistral_ai",
    "model_facts": {
        "magistral-medium-latest": {"input": ["text", "image"]},
        "mistral-small": {"input": ["text", "image"]},
    },
    "columns": {"row": 11, "auth": "API key"},
}
