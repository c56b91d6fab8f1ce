"""DeepSeek: where it is and how to ask it.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "deepseek",
    "title": "DeepSeek",
    "kind": "chat",
    "url": {"openai_chat": "https://api.deepseek.com"},
    "paths": {"openai_chat": {}},
    "key": "DEEPSEEK_API_KEY",
    "header": {"authorization": "Bearer {key}"},
    "headers": {},
    "query": {},
    "models": {"haiku": "deepseek-v4-flash", "sonnet": "deepseek-v4-pro", "opus": "deepseek-v4-pro"},
    "list": ["deepseek-v4-pro", "deepseek-v4-flash", "deepseek-chat", "deepseek-reasoner"],
    "limits": {"deepseek-*": {"window": 1000000, "answer": 384000}},
    "local": False,
    "opens": [],
    "columns": {},
    "variants": {},
    "dialect": ["thinking", "reasoning_content"],
}

BACKS: Final = {"openai_chat": "openai_chat"}
