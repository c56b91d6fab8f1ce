"""Perplexity: endpoints, authentication and models.

Generated from specs/providers/perplexity.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "perplexity",
    "title": "Perplexity",
    "kind": "responses",
    "protocol": "openai_responses",
    "sides": {
        "openai_responses": {
            "url": "https://api.perplexity.ai/v1",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_chat": {"url": "https://api.perplexity.ai", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "api_key_env": "PERPLEXITY_API_KEY",
    "models": {
        "haiku": "perplexity/sonar", "sonnet": "anthropic/claude-sonnet-5-5", "opus": "anthropic/claude-opus-5-5",
        "default": "anthropic/claude-sonnet-5-5",
    },
    "model_ids": [
        "perplexity/sonar", "anthropic/claude-opus-5-5", "anthropic/claude-sonnet-5-5", "anthropic/claude-haiku-5-5",
        "fast", "low", "medium", "high", "xhigh",
    ],
    "catalogue": "perplexity",
    "model_spellings": {"sonar": "perplexity/sonar", "sonar-pro": "fast", "sonar-reasoning-pro": "low"},
    "columns": {
        "row": 13, "auth": "API key pplx-*",
        "note": "the Agent API: models of several vendors, presets, and web search",
        "superseded": "Sonar's chat endpoint ended on 2026-09-27; it is the protocol `openai_chat`",
    },
}
