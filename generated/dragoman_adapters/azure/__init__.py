"""Azure OpenAI: where it is and how to ask it.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "azure",
    "title": "Azure OpenAI",
    "kind": "chat",
    "url": {"openai_chat": "https://{resource}.openai.azure.com/openai/v1"},
    "paths": {"openai_chat": {}},
    "key": "AZURE_OPENAI_API_KEY",
    "header": {"api-key": "{key}"},
    "headers": {},
    "query": {},
    "models": {},
    "list": [],
    "local": False,
    "opens": ["resource"],
    "columns": {"slots": "yes, of your own deployments"},
    "variants": {
        "legacy": {
            "title": "Azure OpenAI (deployments, dated API versions)",
            "url": {"openai_chat": "https://{resource}.openai.azure.com/openai/deployments/{deployment}"},
            "query": {"api-version": "2024-10-21"},
        },
        "foundry": {
            "title": "Azure AI Foundry (models)",
            "url": {"openai_chat": "https://{resource}.services.ai.azure.com/models"},
            "query": {"api-version": "2024-05-01-preview"},
        },
        "entra": {
            "title": "Azure OpenAI (Entra ID)",
            "key": "AZURE_OPENAI_AD_TOKEN",
            "header": {"authorization": "Bearer {key}"},
        },
    },
    "dialect": [],
}

BACKS: Final = {"openai_chat": "openai_chat"}
