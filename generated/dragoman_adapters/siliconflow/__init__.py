"""SiliconFlow: endpoints, authentication and models.

Generated from specs/providers/siliconflow.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "siliconflow",
    "title": "SiliconFlow",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.siliconflow.com/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {
            "url": "https://api.siliconflow.com",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "SILICONFLOW_API_KEY",
    "variants": {
        "china": {
            "title": "SiliconFlow (China)",
            "sides": {
                "openai_chat": {"url": "https://api.siliconflow.cn/v1"},
                "anthropic_messages": {"url": "https://api.siliconflow.cn"},
            },
        },
    },
}
