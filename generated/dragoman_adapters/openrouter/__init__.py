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
            "paths": {},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
        },
        "anthropic_messages": {
            "url": "https://openrouter.ai/api",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
        },
        "openai_responses": {
            "url": "https://openrouter.ai/api/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
        },
    },
    "picks": [],
    "key": "OPENROUTER_API_KEY",
    "auth": [],
    "models": {
        "haiku": "anthropic/claude-haiku-4.5", "sonnet": "anthropic/claude-sonnet-5",
        "opus": "anthropic/claude-opus-4.8",
    },
    "model_ids": [
        "anthropic/claude-opus-4.8", "anthropic/claude-sonnet-5", "anthropic/claude-haiku-4.5", "openai/gpt-5.5",
        "google/gemini-3.5-flash", "z-ai/glm-5.2", "moonshotai/kimi-k2.7-code", "deepseek/deepseek-v4-pro",
    ],
    "limits": {
        "anthropic/claude-*": {"context_window": 1000000, "max_output_tokens": 128000},
        "anthropic/claude-*-4.5": {"context_window": 200000, "max_output_tokens": 64000},
        "anthropic/claude-sonnet-4.6": {"context_window": 1000000, "max_output_tokens": 64000},
        "openai/gpt-5.5*": {"context_window": 1050000, "max_output_tokens": 128000},
        "google/gemini-3*": {"context_window": 1048576, "max_output_tokens": 65536},
    },
    "local": False,
    "columns": {"row": 4, "auth": "API key sk-or-*", "note": "200+ models"},
    "variants": {},
}

BACKS: Final = {
    "openai_chat": "openai_chat", "anthropic_messages": "anthropic_messages", "openai_responses": "openai_responses",
}
