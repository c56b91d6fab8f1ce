"""Novita AI: endpoints, authentication and models.

Generated from specs/providers/novita.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "novita",
    "title": "Novita AI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.novita.ai/openai/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {
            "url": "https://api.novita.ai/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "NOVITA_API_KEY",
}
