"""OpenRouter: endpoints, authentication and models.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "openrouter",
    "title": "OpenRouter",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://openrouter.ai/api/v1",
            "key_headers": {"authorization": "Bearer {key}"},
            "rate_limit_headers": {
                "requests-limit": "x-ratelimit-limit", "requests-remaining": "x-ratelimit-remaining",
                "requests-reset-time": "x-ratelimit-reset",
            },
        },
        "anthropic_messages": {
            "url": "https://openrouter.ai/api",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "rate_limit_headers": {
                "requests-limit": "x-ratelimit-limit", "requests-remaining": "x-ratelimit-remaining",
                "requests-reset-time": "x-ratelimit-reset",
            },
        },
        "openai_responses": {
            "url": "https://openrouter.ai/api/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "rate_limit_headers": {
                "requests-limit": "x-ratelimit-limit", "requests-remaining": "x-ratelimit-remaining",
                "requests-reset-time": "x-ratelimit-reset",
            },
        },
    },
    "api_key_env": "OPENROUTER_API_KEY",
    "models": {
        "haiku": "anthropic/claude-haiku-5.5", "sonnet": "anthropic/claude-sonnet-5.5",
        "opus": "anthropic/claude-opus-5.5",
    },
    "model_ids": [
        "anthropic/claude-opus-5.5", "anthropic/claude-sonnet-5.5", "anthropic/claude-haiku-5.5", "openai/gpt-6.2-sol",
        "google/gemini-4-argon", "google/gemini-3.8-flash", "z-ai/glm-5.3", "moonshotai/kimi-k3.1-pro",
        "deepseek/deepseek-v4.1-flash",
    ],
    "limits": {"anthropic/claude-*": {"context_window": 1000000, "max_output_tokens": 128000}},
    "catalogue": "openrouter",
    "columns": {"row": 4, "auth": "API key sk-or-*", "note": "200+ models"},
}
