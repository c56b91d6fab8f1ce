"""All adapters by name, imported when first used.

Generated from specs/ by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

PROTOCOLS: Final[dict[str, str]] = {
    "anthropic_messages": "dragoman_adapters.anthropic_messages",
    "openai_chat": "dragoman_adapters.openai_chat",
    "openai_responses": "dragoman_adapters.openai_responses",
}

PROVIDERS: Final[dict[str, str]] = {
    "anthropic": "dragoman_adapters.anthropic",
    "chatgpt": "dragoman_adapters.chatgpt",
    "claude": "dragoman_adapters.claude",
    "copilot": "dragoman_adapters.copilot",
    "deepseek": "dragoman_adapters.deepseek",
    "demo": "dragoman_adapters.demo",
    "gitlab": "dragoman_adapters.gitlab",
    "groq": "dragoman_adapters.groq",
    "minimax": "dragoman_adapters.minimax",
    "ollama": "dragoman_adapters.ollama",
    "openai": "dragoman_adapters.openai",
    "openrouter": "dragoman_adapters.openrouter",
    "vertex": "dragoman_adapters.vertex",
}
