"""ChatGPT / Codex: endpoints, authentication and models.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "chatgpt",
    "title": "ChatGPT / Codex",
    "kind": "responses",
    "protocol": "openai_responses",
    "sides": {
        "openai_responses": {
            "url": "https://chatgpt.com/backend-api/codex",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {"openai-beta": "responses=experimental", "originator": "dragoman"},
            "rate_limit_headers": {
                "primary-used": "x-codex-primary-used-percent", "primary-reset": "x-codex-primary-reset-after-seconds",
                "primary-reset-time": "x-codex-primary-reset-at", "secondary-used": "x-codex-secondary-used-percent",
                "secondary-reset": "x-codex-secondary-reset-after-seconds",
                "secondary-reset-time": "x-codex-secondary-reset-at",
            },
        },
    },
    "auth": ["chatgpt"],
    "models": {"default": "gpt-6.2-sol", "haiku": "gpt-6-luna", "sonnet": "gpt-6.1-terra", "opus": "gpt-6.2-sol"},
    "model_ids": [
        "gpt-6.2-sol", "gpt-6.2-astra", "gpt-6.1-terra", "gpt-6.1-sol", "gpt-6-astra", "gpt-6-sol", "gpt-6-luna",
        "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna",
    ],
    "limits": {"gpt-*": {"context_window": 272000, "max_output_tokens": 128000}},
    "catalogue": "chatgpt",
    "telemetry_name": "openai",
    "columns": {"row": 18, "auth": "OAuth, PKCE or device code", "note": "unsupported parameters are removed"},
}
