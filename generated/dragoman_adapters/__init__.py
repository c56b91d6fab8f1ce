"""All adapters by name, imported when first used.

Generated from specs/ by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

PROTOCOLS: Final[dict[str, str]] = {
    "anthropic_messages": "dragoman_adapters.anthropic_messages",
    "bedrock_converse": "dragoman_adapters.bedrock_converse",
    "cohere_chat": "dragoman_adapters.cohere_chat",
    "gemini": "dragoman_adapters.gemini",
    "ollama_chat": "dragoman_adapters.ollama_chat",
    "openai_chat": "dragoman_adapters.openai_chat",
    "openai_responses": "dragoman_adapters.openai_responses",
}

PROVIDERS: Final[dict[str, str]] = {
    "anthropic": "dragoman_adapters.anthropic",
    "aws": "dragoman_adapters.aws",
    "azure": "dragoman_adapters.azure",
    "baseten": "dragoman_adapters.baseten",
    "bedrock": "dragoman_adapters.bedrock",
    "cerebras": "dragoman_adapters.cerebras",
    "chatgpt": "dragoman_adapters.chatgpt",
    "claude": "dragoman_adapters.claude",
    "cohere": "dragoman_adapters.cohere",
    "compatible": "dragoman_adapters.compatible",
    "copilot": "dragoman_adapters.copilot",
    "databricks": "dragoman_adapters.databricks",
    "deepinfra": "dragoman_adapters.deepinfra",
    "deepseek": "dragoman_adapters.deepseek",
    "demo": "dragoman_adapters.demo",
    "fireworks": "dragoman_adapters.fireworks",
    "gemini": "dragoman_adapters.gemini_provider",
    "github-models": "dragoman_adapters.github_models",
    "gitlab": "dragoman_adapters.gitlab",
    "glm": "dragoman_adapters.glm",
    "grok": "dragoman_adapters.grok",
    "groq": "dragoman_adapters.groq",
    "kimi": "dragoman_adapters.kimi",
    "lmstudio": "dragoman_adapters.lmstudio",
    "minimax": "dragoman_adapters.minimax",
    "mistral": "dragoman_adapters.mistral",
    "nebius": "dragoman_adapters.nebius",
    "novita": "dragoman_adapters.novita",
    "nvidia": "dragoman_adapters.nvidia",
    "ollama": "dragoman_adapters.ollama",
    "openai": "dragoman_adapters.openai",
    "openrouter": "dragoman_adapters.openrouter",
    "ovhcloud": "dragoman_adapters.ovhcloud",
    "perplexity": "dragoman_adapters.perplexity",
    "qwen": "dragoman_adapters.qwen",
    "requesty": "dragoman_adapters.requesty",
    "scaleway": "dragoman_adapters.scaleway",
    "siliconflow": "dragoman_adapters.siliconflow",
    "together": "dragoman_adapters.together",
    "venice": "dragoman_adapters.venice",
    "vercel": "dragoman_adapters.vercel",
    "vertex": "dragoman_adapters.vertex",
    "vllm": "dragoman_adapters.vllm",
}
