"""Cohere: endpoints, authentication and models.

Generated from specs/providers/cohere.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "cohere",
    "title": "Cohere",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.cohere.ai/compatibility/v1",
            "paths": {"models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "cohere_chat": {"url": "https://api.cohere.com", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "api_key_env": "COHERE_API_KEY",
    "models": {
        "default": "command-a-03-2025", "sonnet": "command-a-03-2025", "opus": "command-a-03-2025",
        "haiku": "command-a-03-2025",
    },
}
