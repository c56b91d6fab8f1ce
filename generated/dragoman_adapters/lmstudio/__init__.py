"""LM Studio: endpoints, authentication and models.

Generated from specs/providers/lmstudio.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "lmstudio",
    "title": "LM Studio",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "http://localhost:1234/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["top_k"],
        },
        "openai_responses": {
            "url": "http://localhost:1234/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
        "anthropic_messages": {
            "url": "http://localhost:1234",
            "paths": {"count": "", "models": ""},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "",
    "auth": [],
    "models": {
        "default": "openai/gpt-oss-20b", "haiku": "openai/gpt-oss-20b", "sonnet": "openai/gpt-oss-20b",
        "opus": "openai/gpt-oss-20b",
    },
    "list": [],
    "limits": {},
    "local": True,
    "columns": {"row": 24, "auth": "none / lm-studio", "tools": "by model", "note": "local"},
    "variants": {},
}

BACKS: Final = {
    "openai_chat": "openai_chat", "openai_responses": "openai_responses", "anthropic_messages": "anthropic_messages",
}
