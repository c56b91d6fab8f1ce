"""Perplexity: where it is and how to ask it.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "perplexity",
    "title": "Perplexity",
    "kind": "chat",
    "url": {"openai_chat": "https://api.perplexity.ai"},
    "paths": {"openai_chat": {"models": ""}},
    "key": "PERPLEXITY_API_KEY",
    "header": {"authorization": "Bearer {key}"},
    "headers": {},
    "query": {},
    "models": {"haiku": "sonar", "sonnet": "sonar-pro", "opus": "sonar-reasoning-pro"},
    "list": ["sonar", "sonar-pro", "sonar-reasoning-pro", "sonar-deep-research"],
    "local": False,
    "opens": [],
    "columns": {
        "tools": "limited",
        "note": "web search built in, its sources arrive as citations; tools of the client are dropped",
    },
    "variants": {},
    "dialect": ["search_domain_filter"],
}

BACKS: Final = {"openai_chat": "openai_chat"}
