"""Cerebras: endpoints, authentication and models.

Generated from specs/providers/cerebras.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "cerebras",
    "title": "Cerebras",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.cerebras.ai/v1",
            "paths": {},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
        },
    },
    "picks": [],
    "key": "CEREBRAS_API_KEY",
    "auth": [],
    "models": {"haiku": "gpt-oss-120b", "sonnet": "zai-glm-4.7", "opus": "zai-glm-4.7", "default": "zai-glm-4.7"},
    "model_ids": ["gpt-oss-120b", "zai-glm-4.7"],
    "limits": {"*": {"context_window": 131072, "max_output_tokens": 40960}},
    "local": False,
    "columns": {
        "row": 14, "auth": "API key",
        "superseded": "llama-3.3-70b was removed; gpt-oss-120b and zai-glm-4.7 replace it",
    },
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
