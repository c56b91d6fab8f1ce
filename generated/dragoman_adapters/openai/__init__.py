"""OpenAI: where it is and how to ask it.

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
    },
    "picks": [],
    "key": "OPENAI_API_KEY",
    "models": {"haiku": "gpt-5.4-mini", "sonnet": "gpt-5.5", "opus": "gpt-5.6-sol"},
    "list": [
        "gpt-5.6-sol",
        "gpt-5.6-terra",
        "gpt-5.5",
        "gpt-5.4",
        "gpt-5.4-mini",
        "gpt-5",
        "gpt-5-mini",
        "o3",
        "o4-mini",
        "gpt-4.1",
        "gpt-4o",
        "gpt-4o-mini",
    ],
    "local": False,
    "columns": {},
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
