"""GLM (Z.ai): endpoints, authentication and models.

Generated from specs/providers/glm.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "glm",
    "title": "GLM (Z.ai)",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.z.ai/api/paas/v4",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["thinking", "reasoning_content", "tool_stream", "web_search"],
        },
        "anthropic_messages": {
            "url": "https://api.z.ai/api/anthropic",
            "paths": {"count": "", "models": ""},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "ZAI_API_KEY",
    "auth": [],
    "models": {"haiku": "glm-4.7-flash", "sonnet": "glm-5.1", "opus": "glm-5.2", "default": "glm-5.1"},
    "list": [
        "glm-5.3", "glm-5.2", "glm-5.1", "glm-5", "glm-5-turbo", "glm-5v-turbo", "glm-4.7", "glm-4.7-flash",
        "glm-4.7-flashx", "glm-4.6", "glm-4.6v", "glm-4.5", "glm-4.5-air", "glm-4.5-flash", "glm-4.5v",
    ],
    "limits": {
        "glm-5*": {"window": 200000, "answer": 131072},
        "glm-5.2*": {"window": 1000000, "answer": 131072},
        "glm-4.7*": {"window": 200000, "answer": 131072},
        "glm-4.6": {"window": 204800, "answer": 131072},
        "glm-4.6v*": {"window": 128000, "answer": 32768},
        "glm-4.5*": {"window": 131072, "answer": 98304},
        "glm-4.5v": {"window": 65536, "answer": 16384},
    },
    "local": False,
    "columns": {
        "row": 9, "auth": "API key", "note": "coding plans and China are variants",
        "moved": "glm-4-plus is superseded; it passes through",
    },
    "variants": {
        "china": {
            "title": "GLM (Zhipu)",
            "key": "ZHIPU_API_KEY",
            "list": ["glm-5.2", "glm-5.1", "glm-5", "glm-4.7", "glm-4.6", "glm-4.5-air", "glm-4-plus"],
            "sides": {
                "openai_chat": {"url": "https://open.bigmodel.cn/api/paas/v4"},
                "anthropic_messages": {"url": "https://open.bigmodel.cn/api/anthropic"},
            },
        },
        "coding-plan": {
            "title": "GLM Coding Plan (Z.ai)",
            "models": {"haiku": "glm-4.5-air", "sonnet": "glm-5.1", "opus": "glm-5.2", "default": "glm-5.1"},
            "list": ["glm-5.2", "glm-5.1", "glm-5-turbo", "glm-5v-turbo", "glm-4.7", "glm-4.5-air"],
            "sides": {"openai_chat": {"url": "https://api.z.ai/api/coding/paas/v4"}},
        },
        "china-coding-plan": {
            "title": "GLM Coding Plan (Zhipu)",
            "key": "ZHIPU_API_KEY",
            "models": {"haiku": "glm-4.5-air", "sonnet": "glm-5.1", "opus": "glm-5.2", "default": "glm-5.1"},
            "list": ["glm-5.2", "glm-5.1", "glm-5-turbo", "glm-5v-turbo", "glm-4.7", "glm-4.5-air"],
            "sides": {
                "openai_chat": {"url": "https://open.bigmodel.cn/api/coding/paas/v4"},
                "anthropic_messages": {"url": "https://open.bigmodel.cn/api/anthropic"},
            },
        },
    },
}

BACKS: Final = {"openai_chat": "openai_chat", "anthropic_messages": "anthropic_messages"}
