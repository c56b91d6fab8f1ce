"""Groq: endpoints, authentication and models.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "groq",
    "title": "Groq",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.groq.com/openai/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "openai_responses": {
            "url": "https://api.groq.com/openai/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "GROQ_API_KEY",
    "models": {"haiku": "openai/gpt-oss-20b", "sonnet": "openai/gpt-oss-120b", "opus": "openai/gpt-oss-120b"},
    "model_ids": [
        "openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/qwen3.8-27b", "qwen/qwen3.6-27b",
        "openai/gpt-oss-safeguard-20b",
    ],
    "catalogue": "groq",
    "columns": {
        "row": 10, "auth": "API key gsk_*",
        "superseded": "mixtral-8x7b-32768 and gemma2-9b-it were removed; openai/gpt-oss-* replace them",
    },
}
