"""All adapters by name, imported when first used.

Generated from specs/ by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

PROTOCOLS: Final[dict[str, str]] = {
    "anthropic_messages": "dragoman_adapters.anthropic_messages",
    "gemini": "dragoman_adapters.gemini",
    "openai_chat": "dragoman_adapters.openai_chat",
    "openai_responses": "dragoman_adapters.openai_responses",
}

PROVIDERS: Final[dict[str, str]] = {
    "anthropic": "dragoman_adapters.anthropic",
    "azure": "dragoman_adapters.azure",
    "bedrock": "dragoman_adapters.bedrock",
    "cerebras": "dragoman_adapters.cerebras",
    "chatgpt": "dragoman_adapters.chatgpt",
    "claude": "dragoman_adapters.claude",
    "copilot": "dragoman_adapters.copilot",
    "deepseek": "dragoman_adapters.deepseek",
    "demo": "dragoman_adapters.demo",
    "gemini": "dragoman_adapters.gemini_provider",
    "gitlab": "dragoman_adapters.gitlab",
    "glm": "dragoman_adapters.glm",
    "grok": "dragoman_adapters.grok",
    "groq": "dragoman_adapters.groq",
    "kimi": "dragoman_adapters.kimi",
    "lmstudio": "dragoman_adapters.lmstudio",
    "minimax": "dragoman_adapters.minimax",
    "mistral": "dragoman_adapters.mistral",
    "ollama": "dragoman_adapters.ollama",
    "openai": "dragoman_adapters.openai",
    "openrouter": "dragoman_adapters.openrouter",
    "perplexity": "dragoman_adapters.perplexity",
    "qwen": "dragoman_adapters.qwen",
    "together": "dragoman_adapters.together",
    "vertex": "dragoman_adapters.vertex",
    "vllm": "dragoman_adapters.vllm",
}
