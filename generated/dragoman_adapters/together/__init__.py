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
    "sides": {"openai_chat": {"url": "https://api.together.ai/v1", "key_headers": {"authorization": "Bearer {key}"}}},
    "api_key_env": "TOGETHER_API_KEY",
    "models": {
        "haiku": "zai-org/GLM-5.3-Flash", "sonnet": "zai-org/GLM-5.3", "opus": "moonshotai/Kimi-K3.1-Pro",
        "default": "zai-org/GLM-5.3",
    },
    "model_ids": [
        "zai-org/GLM-5.3", "zai-org/GLM-5.3-Flash", "moonshotai/Kimi-K3.1-Pro", "zai-org/GLM-5.2",
        "deepseek-ai/DeepSeek-V4-Pro-0813", "Qwen/Qwen3.7-Max", "Qwen/Qwen3.6-Plus", "openai/gpt-oss-120b",
    ],
    "limits": {
        "zai-org/GLM-5*": {"context_window": 202752, "max_output_tokens": 131072},
        "openai/gpt-oss-*": {"context_window": 131072},
    },
    "catalogue": "together",
    "columns": {"row": 12, "auth": "API key"},
}
