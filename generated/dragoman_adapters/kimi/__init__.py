"""Kimi (Moonshot AI): endpoints, authentication and models.

Generated from specs/providers/kimi.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "kimi",
    "title": "Kimi (Moonshot AI)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.moonshot.ai/v1",
            "paths": {"count": "/tokenizers/estimate-token-count"},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "request_id_header": "msh-request-id",
        },
        "anthropic_messages": {
            "url": "https://api.moonshot.ai/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "request_id_header": "msh-request-id",
        },
    },
    "picks": [],
    "key": "MOONSHOT_API_KEY",
    "auth": [],
    "models": {
        "haiku": "kimi-k2.7-code-highspeed", "sonnet": "kimi-k2.7-code", "opus": "kimi-k3", "default": "kimi-k2.7-code",
    },
    "model_ids": [
        "kimi-k3", "kimi-k2.7-code", "kimi-k2.7-code-highspeed", "kimi-k2.6", "kimi-k2.5", "kimi-k2-thinking",
        "kimi-k2-thinking-turbo", "kimi-k2-0905-preview", "kimi-k2-turbo-preview", "moonshot-v1-128k",
    ],
    "limits": {
        "kimi-k3*": {"context_window": 1000000},
        "kimi-k2*": {"context_window": 262144, "max_output_tokens": 262144},
        "kimi-k2-0711-preview": {"context_window": 131072, "max_output_tokens": 16384},
        "kimi-for-coding": {"context_window": 262144, "max_output_tokens": 32768},
        "k2p*": {"context_window": 262144, "max_output_tokens": 32768},
        "moonshot-v1-128k": {"context_window": 131072},
    },
    "local": False,
    "columns": {"row": 8, "auth": "API key / OAuth", "note": "the login belongs to Kimi Code, the variant `code`"},
    "variants": {
        "china": {
            "title": "Kimi (China)",
            "sides": {
                "openai_chat": {"url": "https://api.moonshot.cn/v1"},
                "anthropic_messages": {"url": "https://api.moonshot.cn/anthropic"},
            },
        },
        "code": {
            "title": "Kimi Code",
            "key": "KIMI_API_KEY",
            "auth": ["kimi-code"],
            "models": {
                "haiku": "kimi-for-coding", "sonnet": "kimi-for-coding", "opus": "kimi-for-coding",
                "default": "kimi-for-coding",
            },
            "model_ids": ["kimi-for-coding", "k2p7", "k2p6", "k2p5", "kimi-k3"],
            "limits": {"kimi-k3*": {"max_output_tokens": 32768}, "kimi-k2*": {"max_output_tokens": 32768}},
            "sides": {
                "openai_chat": {"url": "https://api.kimi.com/coding/v1", "paths": {"count": ""}},
                "anthropic_messages": {
                    "url": "https://api.kimi.com/coding",
                    "paths": {"count": "/v1/messages/count_tokens"},
                },
            },
        },
    },
}

BACKS: Final = {"openai_chat": "openai_chat", "anthropic_messages": "anthropic_messages"}
