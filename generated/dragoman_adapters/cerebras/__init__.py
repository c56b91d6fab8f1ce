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
            "key_headers": {"authorization": "Bearer {key}"},
            "rate_limit_headers": {
                "requests-limit": "x-ratelimit-limit-requests-day", "requests-remaining": "x-ratelimit-remaining-requests-day",
                "requests-reset": "x-ratelimit-reset-requests-day", "tokens-limit": "x-ratelimit-limit-tokens-minute",
                "tokens-remaining": "x-ratelimit-remaining-tokens-minute", "tokens-reset": "x-ratelimit-reset-tokens-minute",
            },
        },
    },
    "api_key_env": "CEREBRAS_API_KEY",
    "models": {"haiku": "gpt-oss-120b", "sonnet": "qwen-3.8-27b", "opus": "qwen-3.8-27b", "default": "qwen-3.8-27b"},
    "model_ids": ["gpt-oss-120b", "qwen-3.8-27b"],
    "limits": {"*": {"context_window": 131072, "max_output_tokens": 40960}},
    "catalogue": "cerebras",
    "columns": {
        "row": 14, "auth": "API key",
        "superseded": "llama-3.3-70b was removed; gpt-oss-120b replaces it. zai-glm-4.7 ended on 2026-08-17",
    },
}
