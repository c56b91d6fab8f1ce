"""DeepInfra: endpoints, authentication and models.

Generated from specs/providers/deepinfra.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "deepinfra",
    "title": "DeepInfra",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.deepinfra.com/v1/openai", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {
            "url": "https://api.deepinfra.com/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "https://api.deepinfra.com/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "DEEPINFRA_API_KEY",
}
