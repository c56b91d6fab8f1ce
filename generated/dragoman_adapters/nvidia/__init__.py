"""NVIDIA NIM: endpoints, authentication and models.

Generated from specs/providers/nvidia.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "nvidia",
    "title": "NVIDIA NIM",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://integrate.api.nvidia.com/v1", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "api_key_env": "NVIDIA_API_KEY",
}
