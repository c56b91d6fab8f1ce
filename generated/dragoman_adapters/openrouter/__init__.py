"""OpenRouter: endpoints, authentication and models.

Generated from specs/providers/openrouter.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "openrouter",
    "title": "OpenRouter",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://openrouter.ai/api/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["top_k", "reasoning", "cache_control", "reasoning_details", "usage", "openrouter:web_search"],
        },
        "anthropic_messages": {
            "url": "https://openrouter.ai/api",
            "paths": {"count": "", "models": ""},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
        "openai_responses": {
            "url": "https://openrouter.ai/api/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["max_uses", "excluded_domains"],
        },
    },
    "picks": [],
    "key": "OPENROUTER_API_KEY",
    "auth": [],
    "models": {
        "haiku": "anthropic/claude-haiku-4.5", "sonnet": "anthropic/claude-sonnet-5",
        "opus": "anthropic/claude-opus-4.8",
    },
    "list": [
        "anthropic/claude-opus-4.8", "anthropic/claude-sonnet-5", "anthropic/claude-haiku-4.5", "openai/gpt-5.5",
        "google/gemini-3.5-flash", "z-ai/glm-5.2", "moonshotai/kimi-k2.7-code", "deepseek/deepseek-v4-pro",
    ],
    "limits": {
        "anthropic/claude-*": {"window": 1000000, "answer": 128000},
        "anthropic/claude-*-4.5": {"window": 200000, "answer": 64000},
        "anthropic/claude-sonnet-4.6": {"window": 1000000, "answer": 64000},
        "openai/gpt-5.5*": {"window": 1050000, "answer": 128000},
        "google/gemini-3*": {"window": 1048576, "answer": 65536},
    },
    "local": False,
    "columns": {"row": 4, "auth": "API key sk-or-*", "note": "200+ models"},
    "variants": {},
}

BACKS: Final = {
    "openai_chat": "openai_chat", "anthropic_messages": "anthropic_messages", "openai_responses": "openai_responses",
}
