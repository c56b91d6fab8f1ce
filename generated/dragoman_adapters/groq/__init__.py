"""Groq: endpoints, authentication and models.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "groq",
    "title": "Groq",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.groq.com/openai/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["reasoning_format", "service_tier", "reasoning", "browser_search"],
        },
        "openai_responses": {
            "url": "https://api.groq.com/openai/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "GROQ_API_KEY",
    "auth": [],
    "models": {"haiku": "openai/gpt-oss-20b", "sonnet": "openai/gpt-oss-120b", "opus": "openai/gpt-oss-120b"},
    "list": [
        "openai/gpt-oss-120b", "openai/gpt-oss-20b", "llama-3.3-70b-versatile", "llama-3.1-8b-instant",
        "qwen/qwen3-32b", "groq/compound", "groq/compound-mini", "meta-llama/llama-4-scout-17b-16e-instruct",
        "openai/gpt-oss-safeguard-20b",
    ],
    "limits": {
        "openai/gpt-oss-*": {"window": 131072, "answer": 65536},
        "llama-3.3-70b-versatile": {"window": 131072, "answer": 32768},
        "llama-3.1-8b-instant": {"window": 131072, "answer": 131072},
        "qwen/qwen3-32b": {"window": 131072, "answer": 40960},
        "groq/compound*": {"window": 131072, "answer": 8192},
    },
    "local": False,
    "columns": {
        "row": 10, "auth": "API key gsk_*", "note": "very fast",
        "moved": "mixtral-8x7b-32768 and gemma2-9b-it are gone; openai/gpt-oss-* stand in their place",
    },
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat", "openai_responses": "openai_responses"}
