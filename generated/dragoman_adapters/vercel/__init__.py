"""Vercel (AI Gateway): endpoints, authentication and models.

Generated from specs/providers/vercel.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "vercel",
    "title": "Vercel (AI Gateway)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://ai-gateway.vercel.sh/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {
            "url": "https://ai-gateway.vercel.sh",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "AI_GATEWAY_API_KEY",
    "models": {
        "haiku": "anthropic/claude-haiku-4.5", "sonnet": "anthropic/claude-sonnet-5",
        "opus": "anthropic/claude-opus-4.8",
    },
}
