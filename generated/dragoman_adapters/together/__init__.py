"""Together AI: endpoints, authentication and models.

Generated from specs/providers/together.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "together",
    "title": "Together AI",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.together.xyz/v1",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
            "dialect": ["reasoning", "top_k"],
        },
    },
    "picks": [],
    "key": "TOGETHER_API_KEY",
    "auth": [],
    "models": {
        "haiku": "openai/gpt-oss-20b", "sonnet": "moonshotai/Kimi-K2.7-Code", "opus": "zai-org/GLM-5.2",
        "default": "moonshotai/Kimi-K2.7-Code",
    },
    "list": [
        "zai-org/GLM-5.2", "moonshotai/Kimi-K2.7-Code", "MiniMaxAI/MiniMax-M3", "deepseek-ai/DeepSeek-V4-Pro",
        "Qwen/Qwen3.7-Max", "Qwen/Qwen3.6-Plus", "openai/gpt-oss-120b", "openai/gpt-oss-20b",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
    ],
    "limits": {
        "zai-org/GLM-5.2": {"window": 262144, "answer": 163840},
        "zai-org/GLM-5*": {"window": 202752, "answer": 131072},
        "moonshotai/Kimi-K2*": {"window": 262144, "answer": 131072},
        "MiniMaxAI/MiniMax-M3": {"window": 524288, "answer": 250000},
        "MiniMaxAI/MiniMax-M2*": {"window": 202752, "answer": 131072},
        "deepseek-ai/DeepSeek-V4*": {"window": 512000, "answer": 384000},
        "Qwen/Qwen3.7-Max": {"window": 1000000, "answer": 500000},
        "Qwen/Qwen3.6-Plus": {"window": 1000000, "answer": 500000},
        "Qwen/Qwen3.5*": {"window": 262144, "answer": 65536},
        "openai/gpt-oss-*": {"window": 131072},
        "meta-llama/Llama-3.3-70B-*": {"window": 131072},
    },
    "local": False,
    "columns": {"row": 12, "auth": "API key"},
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
