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
            "request_id_header": "msh-request-id",
        },
        "openai_responses": {
            "url": "https://api.moonshot.ai/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "request_id_header": "msh-request-id",
        },
        "anthropic_messages": {
            "url": "https://api.moonshot.ai/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "request_id_header": "msh-request-id",
        },
    },
    "api_key_env": "MOONSHOT_API_KEY",
    "models": {
        "haiku": "kimi-k2.7-code-highspeed", "sonnet": "kimi-k2.7-code", "opus": "kimi-k3.1-pro",
        "default": "kimi-k2.7-code",
    },
    "model_ids": [
        "kimi-k3.1-pro", "kimi-k3.1-pro-highspeed", "kimi-k3", "kimi-k2.7-code", "kimi-k2.7-code-highspeed",
        "kimi-k2.6",
    ],
    "limits": {
        "kimi-k3*": {"context_window": 1048576, "max_output_tokens": 1048576},
        "kimi-k2*": {"context_window": 262144, "max_output_tokens": 262144},
    },
    "catalogue": "kimi",
    "columns": {"row": 8, "auth": "API key / OAuth", "note": "the login belongs to Kimi Code, the variant `code`"},
    "variants": {
        "china": {
            "title": "Kimi (China)",
            "catalogue": "kimi/china",
            "sides": {
                "openai_chat": {"url": "https://api.moonshot.cn/v1"},
                "anthropic_messages": {"url": "https://api.moonshot.cn/anthropic"},
                "openai_responses": {"url": "https://api.moonshot.cn/v1"},
            },
        },
        "code": {
            "title": "Kimi Code",
            "catalogue": "kimi/code",
            "api_key_env": "KIMI_API_KEY",
            "auth": ["kimi-code"],
            "models": {
                "haiku": "kimi-for-coding", "sonnet": "kimi-for-coding", "opus": "k3", "default": "kimi-for-coding",
            },
            "model_ids": [
                "kimi-for-coding", "kimi-for-coding-highspeed", "k3", "k3.1-pro", "k3.1-pro-highspeed", "k3-256k",
            ],
            "sides": {
                "openai_chat": {"url": "https://api.kimi.com/coding/v1", "paths": {"count": ""}},
                "anthropic_messages": {
                    "url": "https://api.kimi.com/coding",
                    "paths": {"count": "/v1/messages/count_tokens"},
                },
                "openai_responses": {"url": "https://api.kimi.com/coding/v1"},
            },
        },
        "code-international": {
            "title": "Kimi Code (outside of mainland China)",
            "catalogue": "kimi/code",
            "api_key_env": "KIMI_API_KEY",
            "models": {
                "haiku": "kimi-for-coding", "sonnet": "kimi-for-coding", "opus": "k3", "default": "kimi-for-coding",
            },
            "model_ids": [
                "kimi-for-coding", "kimi-for-coding-highspeed", "k3", "k3.1-pro", "k3.1-pro-highspeed", "k3-256k",
            ],
            "sides": {
                "openai_chat": {"url": "https://api.kimi.ai/coding/v1", "paths": {"count": ""}},
                "anthropic_messages": {
                    "url": "https://api.kimi.ai/coding",
                    "paths": {"count": "/v1/messages/count_tokens"},
                },
                "openai_responses": {"url": "https://api.kimi.ai/coding/v1"},
            },
        },
    },
}
