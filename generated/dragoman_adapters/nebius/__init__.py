"""Nebius (Token Factory): endpoints, authentication and models.

Generated from specs/providers/nebius.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "nebius",
    "title": "Nebius (Token Factory)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.tokenfactory.nebius.com/v1",
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "NEBIUS_API_KEY",
}
