"""Fireworks AI: endpoints, authentication and models.

Generated from specs/providers/fireworks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "fireworks",
    "title": "Fireworks AI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.fireworks.ai/inference/v1",
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {
            "url": "https://api.fireworks.ai/inference",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "https://api.fireworks.ai/inference/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "FIREWORKS_API_KEY",
    "models": {
        "default": "accounts/fireworks/models/glm-5p2", "haiku": "accounts/fireworks/models/gpt-oss-20b",
        "sonnet": "accounts/fireworks/models/glm-5p2", "opus": "accounts/fireworks/models/deepseek-v4-pro",
    },
}
