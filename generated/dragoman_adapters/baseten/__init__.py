"""Baseten: endpoints, authentication and models.

Generated from specs/providers/baseten.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "baseten",
    "title": "Baseten",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://inference.baseten.co/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {
            "url": "https://inference.baseten.co",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "BASETEN_API_KEY",
    "models": {
        "haiku": "openai/gpt-oss-120b", "sonnet": "zai-org/GLM-4.7", "opus": "zai-org/GLM-4.7",
        "default": "zai-org/GLM-4.7",
    },
}
