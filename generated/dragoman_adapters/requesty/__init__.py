"""Requesty: endpoints, authentication and models.

Generated from specs/providers/requesty.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "requesty",
    "title": "Requesty",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://router.requesty.ai/v1", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "api_key_env": "REQUESTY_API_KEY",
    "models": {
        "haiku": "anthropic/claude-haiku-4-5", "sonnet": "anthropic/claude-sonnet-4-5",
        "opus": "anthropic/claude-opus-4-5",
    },
}
