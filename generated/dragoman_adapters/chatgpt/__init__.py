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
            "query": {},
        },
    },
    "picks": [],
    "key": "",
    "auth": ["chatgpt"],
    "models": {"default": "gpt-5.5", "haiku": "gpt-5.4-mini", "sonnet": "gpt-5.5", "opus": "gpt-5.6-sol"},
    "model_ids": [
        "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini", "gpt-5.3-codex",
        "gpt-5.3-codex-spark", "gpt-5.1-codex", "codex-mini-latest",
    ],
    "limits": {"gpt-5*": {"context_window": 272000}, "gpt-5.6-sol*": {"context_window": 372000}},
    "local": False,
    "columns": {"row": 18, "auth": "OAuth, PKCE or device code", "note": "unsupported parameters are removed"},
    "variants": {},
}

BACKS: Final = {"openai_responses": "openai_responses"}
