"""vLLM: endpoints, authentication and models.

Generated from specs/providers/vllm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "vllm",
    "title": "vLLM",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "http://localhost:8000/v1",
            "paths": {"count": "//tokenize"},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["top_k", "reasoning", "reasoning_content", "chat_template_kwargs"],
        },
        "anthropic_messages": {
            "url": "http://localhost:8000",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "",
    "auth": [],
    "models": {},
    "list": [],
    "limits": {},
    "local": True,
    "columns": {
        "row": 23, "auth": "none", "tools": "by model",
        "note": "start it with --enable-auto-tool-choice and --tool-call-parser; one served model stands for all slots: models: { default: NAME }",
    },
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat", "anthropic_messages": "anthropic_messages"}
