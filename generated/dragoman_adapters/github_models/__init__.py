"""GitHub (Models): endpoints, authentication and models.

Generated from specs/providers/github-models.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "github-models",
    "title": "GitHub (Models)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://models.github.ai/inference",
            "paths": {"models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {"x-github-api-version": "2022-11-28"},
        },
    },
    "api_key_env": "GITHUB_TOKEN",
    "models": {
        "haiku": "openai/gpt-4.1-mini", "sonnet": "openai/gpt-4.1", "opus": "openai/gpt-5", "default": "openai/gpt-4.1",
    },
    "model_ids": ["openai/gpt-5", "openai/gpt-5-mini", "openai/gpt-4.1", "openai/gpt-4.1-mini", "openai/gpt-4o"],
}
