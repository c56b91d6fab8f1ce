"""Scaleway (Generative APIs): endpoints, authentication and models.

Generated from specs/providers/scaleway.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "scaleway",
    "title": "Scaleway (Generative APIs)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {"openai_chat": {"url": "https://api.scaleway.ai/v1", "key_headers": {"authorization": "Bearer {key}"}}},
    "api_key_env": "SCW_SECRET_KEY",
}
