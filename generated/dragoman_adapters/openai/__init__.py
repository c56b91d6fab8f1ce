"""OpenAI: endpoints, authentication and models.

Generated from specs/providers/openai.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "openai",
    "title": "OpenAI",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.openai.com/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
        "openai_responses": {
            "url": "https://api.openai.com/v1",
            "paths": {"count": "/responses/input_tokens"},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [
        {"model": ".*\\-pro|.*\\-pro\\-20.*|.*\\-codex|.*\\-codex\\-.*|codex\\-.*", "protocol": "openai_responses"},
    ],
    "key": "OPENAI_API_KEY",
    "auth": [],
    "models": {"haiku": "gpt-5.4-mini", "sonnet": "gpt-5.5", "opus": "gpt-5.6-sol"},
    "list": [
        "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini", "gpt-5", "gpt-5-mini", "o3", "o4-mini",
        "gpt-4.1", "gpt-4o", "gpt-4o-mini", "gpt-6.2-sol", "gpt-6.1-terra", "gpt-6-luna",
    ],
    "limits": {
        "gpt-4o*": {"window": 128000, "answer": 16384},
        "gpt-4.1*": {"window": 1047576, "answer": 32768},
        "o1*": {"window": 200000, "answer": 100000},
        "o3*": {"window": 200000, "answer": 100000},
        "o4*": {"window": 200000, "answer": 100000},
        "gpt-5*": {"window": 400000, "answer": 128000},
        "gpt-5*-chat*": {"window": 128000, "answer": 16384},
        "gpt-5.3-codex-spark": {"window": 128000, "answer": 32000},
        "gpt-5.4": {"window": 1050000, "answer": 128000},
        "gpt-5.4-pro": {"window": 1050000, "answer": 128000},
        "gpt-5.5*": {"window": 1050000, "answer": 128000},
        "gpt-6*": {"answer": 128000},
    },
    "local": False,
    "columns": {
        "row": 6, "auth": "API key sk-*", "note": "also over Responses",
        "moved": "o1 and o1-mini are superseded; they pass through",
    },
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat", "openai_responses": "openai_responses"}
