"""Perplexity: endpoints, authentication and models.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "perplexity",
    "title": "Perplexity",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.perplexity.ai",
            "paths": {"models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
        },
    },
    "picks": [],
    "key": "PERPLEXITY_API_KEY",
    "auth": [],
    "models": {"haiku": "sonar", "sonnet": "sonar-pro", "opus": "sonar-reasoning-pro"},
    "model_ids": ["sonar", "sonar-pro", "sonar-reasoning-pro", "sonar-deep-research"],
    "limits": {
        "sonar*": {"context_window": 128000, "max_output_tokens": 4096},
        "sonar-pro": {"context_window": 200000, "max_output_tokens": 8192},
        "sonar-deep-research": {"context_window": 128000, "max_output_tokens": 32768},
    },
    "local": False,
    "columns": {
        "row": 13, "auth": "API key pplx-*", "tools": "limited",
        "note": "built-in web search with sources as citations; the client's tools are dropped",
    },
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
