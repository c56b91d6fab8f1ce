"""GLM (Z.ai): endpoints, authentication and models.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "glm",
    "title": "GLM (Z.ai)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://api.z.ai/api/paas/v4", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {
            "url": "https://api.z.ai/api/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "https://api.z.ai/api/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "ZAI_API_KEY",
    "models": {"haiku": "glm-5.3-flash", "sonnet": "glm-5.3", "opus": "glm-5.3", "default": "glm-5.3"},
    "model_ids": [
        "glm-5.3", "glm-5.3-flash", "glm-5.3-flashx", "glm-5.2", "glm-5.1", "glm-5", "glm-5-turbo", "glm-5v-turbo",
        "glm-4.7", "glm-4.7-flash", "glm-4.7-flashx", "glm-4.6", "glm-4.6v", "glm-4.5", "glm-4.5-air", "glm-4.5-flash",
        "glm-4.5v",
    ],
    "limits": {
        "glm-5*": {"context_window": 200000, "max_output_tokens": 131072},
        "glm-5.3*": {"context_window": 1000000, "max_output_tokens": 131072},
    },
    "catalogue": "glm",
    "columns": {
        "row": 9, "auth": "API key", "note": "coding plans and China are variants",
        "superseded": "glm-4-plus is superseded; it passes through",
    },
    "variants": {
        "china": {
            "title": "GLM (Zhipu)",
            "api_key_env": "ZHIPU_API_KEY",
            "catalogue": "glm/china",
            "model_ids": [
                "glm-5.3", "glm-5.3-flash", "glm-5.2", "glm-5.1", "glm-5", "glm-4.7", "glm-4.6", "glm-4.5-air",
            ],
            "sides": {
                "openai_chat": {"url": "https://open.bigmodel.cn/api/paas/v4"},
                "anthropic_messages": {"url": "https://open.bigmodel.cn/api/anthropic"},
            },
        },
        "coding-plan": {
            "title": "GLM Coding Plan (Z.ai)",
            "catalogue": "glm/coding-plan",
            "model_ids": [
                "glm-5.4", "glm-5.3", "glm-5.3-highspeed", "glm-5.3-flash", "glm-5.2", "glm-5.2-highspeed", "glm-5-turbo",
                "glm-4.7",
            ],
            "sides": {"openai_chat": {"url": "https://api.z.ai/api/coding/paas/v4"}},
        },
        "china-coding-plan": {
            "title": "GLM Coding Plan (Zhipu)",
            "api_key_env": "ZHIPU_API_KEY",
            "catalogue": "glm/china-coding-plan",
            "model_ids": ["glm-5.3", "glm-5.3-highspeed", "glm-5.3-flash", "glm-4.6v"],
            "sides": {
                "openai_chat": {"url": "https://open.bigmodel.cn/api/coding/paas/v4"},
                "anthropic_messages": {"url": "https://open.bigmodel.cn/api/anthropic"},
            },
        },
    },
}
