"""OpenAI: endpoints, authentication and models.

Generated from specs/providers/openai.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "openai",
    "title": "OpenAI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.openai.com/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "openai_responses": {
            "url": "https://api.openai.com/v1",
            "paths": {"count": "/responses/input_tokens"},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "picks": [
        {
            "model": ".*\\-pro|.*\\-pro\\-20.*|.*\\-codex|.*\\-codex\\-.*|gpt\\-5\\.6.*|gpt\\-6.*|gpt\\-daybreak\\-.*",
            "protocol": "openai_responses",
        },
    ],
    "for_clients": ["openai_responses"],
    "api_key_env": "OPENAI_API_KEY",
    "models": {"haiku": "gpt-6-luna", "sonnet": "gpt-6.1-terra", "opus": "gpt-6.2-sol", "default": "gpt-6.1-terra"},
    "model_ids": [
        "gpt-6.2-sol", "gpt-6.2-astra", "gpt-6.1-sol", "gpt-6.1-terra", "gpt-6-luna", "gpt-6-sol", "gpt-6-astra",
        "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini", "gpt-5", "gpt-5-mini",
        "o3", "gpt-4.1", "gpt-4o", "gpt-4o-mini",
    ],
    "limits": {
        "gpt-4o*": {"context_window": 128000, "max_output_tokens": 16384},
        "gpt-4.1*": {"context_window": 1047576, "max_output_tokens": 32768},
        "o1*": {"context_window": 200000, "max_output_tokens": 100000},
        "o3*": {"context_window": 200000, "max_output_tokens": 100000},
        "o4*": {"context_window": 200000, "max_output_tokens": 100000},
        "gpt-5*": {"context_window": 400000, "max_output_tokens": 128000},
        "gpt-5*-chat*": {"context_window": 128000, "max_output_tokens": 16384},
        "gpt-5.5*": {"context_window": 1050000, "max_output_tokens": 128000},
        "gpt-5.6*": {"context_window": 1050000, "max_output_tokens": 128000},
        "gpt-6*": {"context_window": 1050000, "max_output_tokens": 128000},
    },
    "catalogue": "openai",
    "columns": {
        "row": 6, "auth": "API key sk-*", "note": "also over Responses",
        "superseded": "o1 and o1-mini are superseded; they pass through",
    },
}
