"""Ollama: endpoints, authentication and models.

Generated from specs/providers/ollama.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "ollama",
    "title": "Ollama",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "http://localhost:11434/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "openai_responses": {
            "url": "http://localhost:11434/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {
            "url": "http://localhost:11434",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "ollama_chat": {"url": "http://localhost:11434", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "models": {"default": "gpt-oss:20b", "haiku": "gpt-oss:20b", "sonnet": "gpt-oss:20b", "opus": "gpt-oss:20b"},
    "local": True,
    "columns": {
        "row": 22, "auth": "none", "tools": "by model",
        "note": "local; start it with OLLAMA_CONTEXT_LENGTH=65536 or more, because it truncates longer prompts silently",
    },
    "variants": {
        "cloud": {
            "title": "Ollama Cloud",
            "api_key_env": "OLLAMA_API_KEY",
            "catalogue": "ollama/cloud",
            "models": {
                "haiku": "deepseek-v4.1-flash", "sonnet": "glm-5.2", "opus": "deepseek-v4-pro", "default": "glm-5.2",
            },
            "model_ids": ["glm-5.2", "glm-5.1", "deepseek-v4-pro", "deepseek-v4.1-flash", "gemma4:31b"],
            "sides": {
                "openai_chat": {"url": "https://ollama.com/v1"},
                "openai_responses": {"url": "https://ollama.com/v1"},
                "anthropic_messages": {"url": "https://ollama.com", "key_headers": {"authorization": "Bearer {key}"}},
                "ollama_chat": {"url": "https://ollama.com"},
            },
        },
    },
}
