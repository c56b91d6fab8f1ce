"""Groq: where it is and how to ask it.

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
            "dialect": ["reasoning_format", "service_tier", "reasoning"],
        },
    },
    "picks": [],
    "key": "GROQ_API_KEY",
    "models": {"haiku": "openai/gpt-oss-20b", "sonnet": "openai/gpt-oss-120b", "opus": "openai/gpt-oss-120b"},
    "list": [
        "openai/gpt-oss-120b",
        "openai/gpt-oss-20b",
        "llama-3.3-70b-versatile",
        "llama-3.1-8b-instant",
        "qwen/qwen3-32b",
        "groq/compound",
        "groq/compound-mini",
    ],
    "local": False,
    "columns": {},
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
