"""DeepSeek: endpoints, authentication and models.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "deepseek",
    "title": "DeepSeek",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.deepseek.com", "key_headers": {"authorization": "Bearer {key}"}},
        "openai_responses": {
            "url": "https://api.deepseek.com",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {
            "url": "https://api.deepseek.com/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"x-api-key": "{key}"},
        },
    },
    "api_key_env": "DEEPSEEK_API_KEY",
    "models": {
        "haiku": "deepseek-flash", "sonnet": "deepseek-flash", "opus": "deepseek-v4-pro", "default": "deepseek-flash",
    },
    "model_ids": ["deepseek-flash", "deepseek-v4-pro"],
    "limits": {"deepseek-*": {"context_window": 1000000, "max_output_tokens": 384000}},
    "catalogue": "deepseek",
    "columns": {"row": 7, "auth": "API key"},
}
