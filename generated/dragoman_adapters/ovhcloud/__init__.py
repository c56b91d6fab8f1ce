"""OVHcloud (AI Endpoints): endpoints, authentication and models.

Generated from specs/providers/ovhcloud.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "ovhcloud",
    "title": "OVHcloud (AI Endpoints)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1",
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "OVH_AI_ENDPOINTS_ACCESS_TOKEN",
    "models": {"haiku": "gpt-oss-20b", "sonnet": "gpt-oss-120b", "opus": "gpt-oss-120b", "default": "gpt-oss-120b"},
}
