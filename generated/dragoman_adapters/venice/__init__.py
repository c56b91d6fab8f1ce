"""Venice AI: endpoints, authentication and models.

Generated from specs/providers/venice.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "venice",
    "title": "Venice AI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {"openai_chat": {"url": "https://api.venice.ai/api/v1", "key_headers": {"authorization": "Bearer {key}"}}},
    "api_key_env": "VENICE_API_KEY",
    "models": {
        "default": "zai-org-glm-5-1", "sonnet": "zai-org-glm-5-1", "opus": "zai-org-glm-5-1",
        "haiku": "zai-org-glm-5-1",
    },
}
