"""Together AI: endpoints, authentication and models.

Generated from specs/providers/together.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "together",
    "title": "Together AI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.together.xyz/v1",
            "paths": {},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {},
            "query": {},
        },
    },
    "picks": [],
    "key": "TOGETHER_API_KEY",
    "auth": [],
    "models": {
        "haiku": "openai/gpt-oss-20b", "sonnet": "moonshotai/Kimi-K2.7-Code", "opus": "zai-org/GLM-5.2",
        "default": "moonshotai/Kimi-K2.7-Code",
    },
    "model_ids": [
        "zai-org/GLM-5.2", "moonshotai/Kimi-K2.7-Code", "MiniMaxAI/MiniMax-M3", "deepseek-ai/DeepSeek-V4-Pro",
        "Qwen/Qwen3.7-Max", "Qwen/Qwen3.6-Plus", "openai/gpt-oss-120b", "openai/gpt-oss-20b",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
    ],
    "limits": {
        "zai-org/GLM-5.2": {"context_window": 262144, "max_output_tokens": 163840},
        "zai-org/GLM-5*": {"context_window": 202752, "max_output_tokens": 131072},
        "moonshotai/Kimi-K2*": {"context_window": 262144, "max_output_tokens": 131072},
        "MiniMaxAI/MiniMax-M3": {"context_window": 524288, "max_output_tokens": 250000},
        "MiniMaxAI/MiniMax-M2*": {"context_window": 202752, "max_output_tokens": 131072},
        "deepseek-ai/DeepSeek-V4*": {"context_window": 512000, "max_output_tokens": 384000},
        "Qwen/Qwen3.7-Max": {"context_window": 1000000, "max_output_tokens": 500000},
        "Qwen/Qwen3.6-Plus": {"context_window": 1000000, "max_output_tokens": 500000},
        "Qwen/Qwen3.5*": {"context_window": 262144, "max_output_tokens": 65536},
        "openai/gpt-oss-*": {"context_window": 131072},
        "meta-llama/Llama-3.3-70B-*": {"context_window": 131072},
    },
    "local": False,
    "columns": {"row": 12, "auth": "API key"},
    "variants": {},
}

BACKS: Final = {"openai_chat": "openai_chat"}
