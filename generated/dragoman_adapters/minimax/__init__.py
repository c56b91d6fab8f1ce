"""MiniMax: endpoints, authentication and models.

Generated from specs/providers/minimax.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "minimax",
    "title": "MiniMax",
    "kind": "direct",
    "protocol": "anthropic_messages",
    "sides": {
        "anthropic_messages": {
            "url": "https://api.minimax.io/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"x-api-key": "{key}"},
        },
        "openai_responses": {
            "url": "https://api.minimax.io/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_chat": {"url": "https://api.minimax.io/v1", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "api_key_env": "MINIMAX_API_KEY",
    "models": {"default": "MiniMax-M3", "haiku": "MiniMax-M3.1-Flash", "sonnet": "MiniMax-M3", "opus": "MiniMax-M3"},
    "model_ids": [
        "MiniMax-M3", "MiniMax-M3.1-Flash", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
    ],
    "limits": {
        "MiniMax-M3*": {"context_window": 1000000, "max_output_tokens": 524288},
        "MiniMax-M2*": {"context_window": 204800, "max_output_tokens": 131072},
    },
    "catalogue": "minimax",
    "columns": {"row": 2, "auth": "API key", "note": "Anthropic-compatible"},
    "variants": {
        "china": {
            "catalogue": "minimax/china",
            "sides": {
                "anthropic_messages": {"url": "https://api.minimaxi.com/anthropic"},
                "openai_chat": {"url": "https://api.minimaxi.com/v1"},
                "openai_responses": {"url": "https://api.minimaxi.com/v1"},
            },
        },
    },
}
