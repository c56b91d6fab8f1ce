"""Qwen (Alibaba Model Studio): endpoints, authentication and models.

Generated from specs/providers/qwen.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "qwen",
    "title": "Qwen (Alibaba Model Studio)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {
            "url": "https://dashscope-intl.aliyuncs.com/apps/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "DASHSCOPE_API_KEY",
    "models": {"haiku": "qwen3.8-flash", "sonnet": "qwen3.7-plus", "opus": "qwen3.8-max", "default": "qwen3.7-plus"},
    "model_ids": [
        "qwen3.8-max", "qwen3.8-flash", "qwen3.7-max", "qwen3.7-plus", "qwen3.6-plus", "qwen3.6-flash", "qwen3.5-plus",
        "qwen3-coder-plus", "qwen3-235b-a22b", "qwen-max",
    ],
    "limits": {
        "qwen3.*": {"context_window": 1000000, "max_output_tokens": 65536},
        "qwen3-coder-*": {"context_window": 262144, "max_output_tokens": 65536},
        "qwen3-max-*": {"context_window": 262144, "max_output_tokens": 32768},
    },
    "catalogue": "qwen",
    "columns": {
        "row": 21, "auth": "API key / OAuth, device code", "note": "coding plans and China are variants",
        "superseded": "the login's free tier ended in April 2026; it is the variant `subscription`, and https://chat.qwen.ai/api the variant `chat`",
    },
    "variants": {
        "workspace": {
            "title": "Qwen (workspace of Model Studio)",
            "sides": {
                "openai_chat": {"url": "https://{workspace}.{region}.maas.aliyuncs.com/compatible-mode/v1"},
                "anthropic_messages": {"url": "https://{workspace}.{region}.maas.aliyuncs.com/apps/anthropic"},
                "openai_responses": {"url": "https://{workspace}.{region}.maas.aliyuncs.com/compatible-mode/v1"},
            },
        },
        "china": {
            "title": "Qwen (Alibaba Bailian)",
            "catalogue": "qwen/china",
            "sides": {
                "openai_chat": {"url": "https://dashscope.aliyuncs.com/compatible-mode/v1"},
                "anthropic_messages": {"url": "https://dashscope.aliyuncs.com/apps/anthropic"},
                "openai_responses": {"url": "https://dashscope.aliyuncs.com/compatible-mode/v1"},
            },
        },
        "coding-plan": {
            "title": "Alibaba Coding Plan",
            "api_key_env": "ALIBABA_CODING_PLAN_API_KEY",
            "catalogue": "qwen/coding-plan",
            "models": {
                "haiku": "qwen3.6-plus", "sonnet": "qwen3.7-plus", "opus": "qwen3.7-plus", "default": "qwen3.7-plus",
            },
            "model_ids": [
                "qwen3.7-plus", "qwen3.6-plus", "qwen3.5-plus", "qwen3-coder-plus", "qwen3-coder-next", "qwen3-max-2026-01-23",
                "glm-5", "glm-4.7", "kimi-k2.5", "MiniMax-M2.5",
            ],
            "sides": {
                "openai_chat": {"url": "https://coding-intl.dashscope.aliyuncs.com/v1"},
                "anthropic_messages": {"url": "https://coding-intl.dashscope.aliyuncs.com/apps/anthropic"},
                "openai_responses": {"url": "https://coding-intl.dashscope.aliyuncs.com/v1"},
            },
        },
        "china-coding-plan": {
            "title": "Alibaba Coding Plan (China)",
            "api_key_env": "ALIBABA_CODING_PLAN_API_KEY",
            "catalogue": "qwen/coding-plan",
            "models": {
                "haiku": "qwen3.6-plus", "sonnet": "qwen3.7-plus", "opus": "qwen3.7-plus", "default": "qwen3.7-plus",
            },
            "model_ids": [
                "qwen3.7-plus", "qwen3.6-plus", "qwen3.5-plus", "qwen3-coder-plus", "qwen3-coder-next", "qwen3-max-2026-01-23",
                "glm-5", "glm-4.7", "kimi-k2.5", "MiniMax-M2.5",
            ],
            "sides": {
                "openai_chat": {"url": "https://coding.dashscope.aliyuncs.com/v1"},
                "anthropic_messages": {"url": "https://coding.dashscope.aliyuncs.com/apps/anthropic"},
                "openai_responses": {"url": "https://coding.dashscope.aliyuncs.com/v1"},
            },
        },
        "token-plan": {
            "title": "Alibaba Token Plan",
            "api_key_env": "ALIBABA_TOKEN_PLAN_API_KEY",
            "catalogue": "qwen/token-plan",
            "model_ids": [
                "qwen3.8-max", "qwen3.8-flash", "qwen3.7-max", "qwen3.7-plus", "qwen3.6-plus", "qwen3.6-flash",
            ],
            "sides": {
                "openai_chat": {"url": "https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1"},
                "anthropic_messages": {"url": "https://token-plan.ap-southeast-1.maas.aliyuncs.com/apps/anthropic"},
                "openai_responses": {"url": "https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1"},
            },
        },
        "subscription": {
            "title": "Qwen (login of Qwen Code)",
            "auth": ["qwen-code"],
            "models": {
                "haiku": "coder-model", "sonnet": "coder-model", "opus": "coder-model", "default": "coder-model",
            },
            "model_ids": ["coder-model", "vision-model"],
            "api_key_env": "",
            "sides": {
                "openai_chat": {"url": "https://portal.qwen.ai/v1"},
                "openai_responses": {"url": "https://portal.qwen.ai/v1"},
            },
        },
        "chat": {
            "title": "Qwen Chat",
            "models": {
                "haiku": "qwen3-235b-a22b", "sonnet": "qwen3-235b-a22b", "opus": "qwen-max", "default": "qwen-max",
            },
            "model_ids": ["qwen3-235b-a22b", "qwen-max"],
            "sides": {
                "openai_chat": {"url": "https://chat.qwen.ai/api"},
                "openai_responses": {"url": "https://chat.qwen.ai/api"},
            },
        },
    },
}
