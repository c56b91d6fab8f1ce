"""Azure OpenAI: endpoints, authentication and models.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "azure",
    "title": "Azure OpenAI",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://{resource}.openai.azure.com/openai/v1",
            "paths": {},
            "header": {"api-key": "{key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
        "openai_responses": {
            "url": "https://{resource}.openai.azure.com/openai/v1",
            "paths": {"count": "/responses/input_tokens"},
            "header": {"api-key": "{key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
        "anthropic_messages": {
            "url": "https://{resource}.services.ai.azure.com/anthropic",
            "paths": {},
            "header": {"x-api-key": "{key}"},
            "headers": {},
            "query": {},
            "dialect": [],
        },
    },
    "picks": [],
    "key": "AZURE_OPENAI_API_KEY",
    "auth": [],
    "models": {},
    "list": [],
    "limits": {
        "gpt-4o*": {"window": 128000, "answer": 16384},
        "gpt-4.1*": {"window": 1047576, "answer": 32768},
        "o1*": {"window": 200000, "answer": 100000},
        "o3*": {"window": 200000, "answer": 100000},
        "o4*": {"window": 200000, "answer": 100000},
        "gpt-5*": {"window": 400000, "answer": 128000},
        "gpt-5*-chat*": {"window": 128000, "answer": 16384},
        "gpt-5.3-codex-spark": {"window": 128000, "answer": 32000},
        "gpt-5.4": {"window": 1050000, "answer": 128000},
        "gpt-5.4-pro": {"window": 1050000, "answer": 128000},
        "gpt-5.5*": {"window": 1050000, "answer": 128000},
        "gpt-6*": {"answer": 128000},
    },
    "local": False,
    "columns": {
        "row": 15, "auth": "API key, api-key header", "note": "header chosen by itself",
        "moved": "the newer interface, without `api-version`; https://YOUR_RESOURCE.openai.azure.com/openai/deployments/YOUR_DEPLOYMENT with `api-version` in the query is the variant `legacy`",
    },
    "variants": {
        "legacy": {
            "title": "Azure OpenAI (deployments, dated API versions)",
            "sides": {
                "openai_chat": {
                    "url": "https://{resource}.openai.azure.com/openai/deployments/{deployment}",
                    "query": {"api-version": "2024-10-21"},
                },
            },
        },
        "foundry": {
            "title": "Azure AI Foundry (models)",
            "sides": {
                "openai_chat": {
                    "url": "https://{resource}.services.ai.azure.com/models",
                    "query": {"api-version": "2024-05-01-preview"},
                },
            },
        },
        "entra": {
            "title": "Azure OpenAI (Entra ID)",
            "key": "AZURE_OPENAI_AD_TOKEN",
            "sides": {"openai_chat": {"header": {"authorization": "Bearer {key}"}}},
        },
    },
}

BACKS: Final = {
    "openai_chat": "openai_chat", "openai_responses": "openai_responses", "anthropic_messages": "anthropic_messages",
}
