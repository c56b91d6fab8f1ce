"""Mistral AI: endpoints, authentication and models.

Generated from specs/providers/mistral.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "mistral",
    "title": "Mistral AI",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.mistral.ai/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["tool_choice", "document_url", "thinking", "prefix", "tool.name"],
        },
    },
    "picks": [],
    "key": "MISTRAL_API_KEY",
    "auth": [],
    "models": {
        "haiku": "mistral-small-latest", "sonnet": "mistral-medium-2604", "opus": "mistral-large-latest",
        "default": "mistral-medium-2604",
    },
    "list": [
        "mistral-large-latest", "mistral-medium-2604", "mistral-medium-latest", "mistral-small-latest",
        "codestral-latest", "magistral-medium-latest", "magistral-small-latest",
    ],
    "limits": {
        "mistral-medium-latest": {"window": 262144, "answer": 262144},
        "mistral-medium-2*": {"window": 262144, "answer": 262144},
        "mistral-small-latest": {"window": 262144, "answer": 262144},
        "mistral-small-2603": {"window": 262144, "answer": 262144},
        "mistral-small-2506": {"window": 131072, "answer": 16384},
    },
    "local": False,
    "columns": {"row": 11, "auth": "API key"},
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
