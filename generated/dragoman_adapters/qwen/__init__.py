"""Qwen (Alibaba Model Studio): endpoints, authentication and models.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "qwen",
    "title": "Qwen (Alibaba Model Studio)",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["enable_thinking", "thinking_budget", "top_k", "cache_control"],
        },
        "anthropic_messages": {
            "url": "https://dashscope-intl.aliyuncs.com/apps/anthropic",
            "paths": {"count": "", "models": ""},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "DASHSCOPE_API_KEY",
    "auth": [],
    "models": {"haiku": "qwen3.6-flash", "sonnet": "qwen3.7-plus", "opus": "qwen3.7-max", "default": "qwen3.7-plus"},
    "list": [
        "qwen3.7-max", "qwen3.7-plus", "qwen3.6-plus", "qwen3.6-flash", "qwen3.5-plus", "qwen3-coder-plus",
        "qwen3-coder-next", "qwen3-max-2026-01-23", "qwen3-235b-a22b", "qwen-max",
    ],
    "limits": {
        "qwen3.7-plus*": {"window": 1000000, "answer": 64000},
        "qwen3.*": {"window": 1000000, "answer": 65536},
        "qwen3-coder-plus*": {"window": 1000000, "answer": 65536},
        "qwen3-coder-next*": {"window": 262144, "answer": 65536},
        "qwen3-max-*": {"window": 262144, "answer": 32768},
        "qwen3-235b-*": {"window": 131072, "answer": 32768},
    },
    "local": False,
    "columns": {
        "row": 21, "auth": "API key / OAuth, device code", "note": "coding plans and China are variants",
        "moved": "the login's free tier ended in April 2026; it is the variant `subscription`, and https://chat.qwen.ai/api the variant `chat`",
    },
    "variants": {
        "china": {
            "title": "Qwen (Alibaba Bailian)",
            "sides": {
                "openai_chat": {"url": "https://dashscope.aliyuncs.com/compatible-mode/v1"},
                "anthropic_messages": {"url": "https://dashscope.aliyuncs.com/apps/anthropic"},
            },
        },
        "coding-plan": {
            "title": "Alibaba Coding Plan",
            "key": "ALIBABA_CODING_PLAN_API_KEY",
            "list": [
                "qwen3.7-max", "qwen3.7-plus", "qwen3.6-plus", "qwen3.6-flash", "qwen3.5-plus", "qwen3-coder-plus",
                "qwen3-coder-next", "qwen3-max-2026-01-23", "glm-5", "glm-4.7", "kimi-k2.5", "MiniMax-M2.5",
            ],
            "limits": {
                "glm-*": {"window": 202752, "answer": 16384},
                "kimi-k2.5": {"window": 262144, "answer": 32768},
                "MiniMax-M2.5": {"window": 196608, "answer": 24576},
            },
            "sides": {
                "openai_chat": {"url": "https://coding-intl.dashscope.aliyuncs.com/v1"},
                "anthropic_messages": {"url": "https://coding-intl.dashscope.aliyuncs.com/apps/anthropic"},
            },
        },
        "china-coding-plan": {
            "title": "Alibaba Coding Plan (China)",
            "key": "ALIBABA_CODING_PLAN_API_KEY",
            "list": [
                "qwen3.7-max", "qwen3.7-plus", "qwen3.6-plus", "qwen3.6-flash", "qwen3.5-plus", "qwen3-coder-plus",
                "qwen3-coder-next", "qwen3-max-2026-01-23", "glm-5", "glm-4.7", "kimi-k2.5", "MiniMax-M2.5",
            ],
            "limits": {
                "glm-*": {"window": 202752, "answer": 16384},
                "kimi-k2.5": {"window": 262144, "answer": 32768},
                "MiniMax-M2.5": {"window": 196608, "answer": 24576},
            },
            "sides": {
                "openai_chat": {"url": "https://coding.dashscope.aliyuncs.com/v1"},
                "anthropic_messages": {"url": "https://coding.dashscope.aliyuncs.com/apps/anthropic"},
            },
        },
        "subscription": {
            "title": "Qwen (login of Qwen Code)",
            "auth": ["qwen-code"],
            "models": {
                "haiku": "coder-model", "sonnet": "coder-model", "opus": "coder-model", "default": "coder-model",
            },
            "list": ["coder-model", "vision-model"],
            "key": "",
            "sides": {"openai_chat": {"url": "https://portal.qwen.ai/v1"}},
        },
        "chat": {
            "title": "Qwen Chat",
            "models": {
                "haiku": "qwen3-235b-a22b", "sonnet": "qwen3-235b-a22b", "opus": "qwen-max", "default": "qwen-max",
            },
            "list": ["qwen3-235b-a22b", "qwen-max"],
            "sides": {"openai_chat": {"url": "https://chat.qwen.ai/api"}},
        },
    },
}

BACKS: Final = {"openai_chat": "openai_chat", "anthropic_messages": "anthropic_messages"}
