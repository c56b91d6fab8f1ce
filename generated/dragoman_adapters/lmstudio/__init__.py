"""LM Studio: endpoints, authentication and models.

Generated from specs/providers/lmstudio.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "lmstudio",
    "title": "LM Studio",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "http://localhost:1234/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "openai_responses": {
            "url": "http://localhost:1234/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {
            "url": "http://localhost:1234",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "models": {
        "default": "openai/gpt-oss-20b", "haiku": "openai/gpt-oss-20b", "sonnet": "openai/gpt-oss-20b",
        "opus": "openai/gpt-oss-20b",
    },
    "local": True,
    "columns": {"row": 24, "auth": "none / lm-studio", "tools": "by model", "note": "local"},
}
