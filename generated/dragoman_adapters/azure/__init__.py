"""Azure OpenAI: endpoints, authentication and models.

Generated from specs/providers/azure.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "azure",
    "title": "Azure OpenAI",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "https://{resource}.openai.azure.com/openai/v1", "key_headers": {"api-key": "{key}"}},
        "openai_responses": {
            "url": "https://{resource}.openai.azure.com/openai/v1",
            "paths": {"count": "/responses/input_tokens"},
            "key_headers": {"api-key": "{key}"},
        },
        "anthropic_messages": {
            "url": "https://{resource}.services.ai.azure.com/anthropic",
            "key_headers": {"x-api-key": "{key}"},
        },
    },
    "picks": [{"model": ".*claude.*", "protocol": "anthropic_messages"}],
    "api_key_env": "AZURE_OPENAI_API_KEY",
    "limits": {
        "gpt-4o*": {"context_window": 128000, "max_output_tokens": 16384},
        "gpt-4.1*": {"context_window": 1047576, "max_output_tokens": 32768},
        "o1*": {"context_window": 200000, "max_output_tokens": 100000},
        "o3*": {"context_window": 200000, "max_output_tokens": 100000},
        "o4*": {"context_window": 200000, "max_output_tokens": 100000},
        "gpt-5*": {"context_window": 400000, "max_output_tokens": 128000},
        "gpt-5*-chat*": {"context_window": 128000, "max_output_tokens": 16384},
        "gpt-5.5*": {"context_window": 1050000, "max_output_tokens": 128000},
        "gpt-5.6*": {"context_window": 1050000, "max_output_tokens": 128000},
        "gpt-6*": {"context_window": 1050000, "max_output_tokens": 128000},
    },
    "catalogue": "azure",
    "telemetry_name": "azure.ai.openai",
    "columns": {
        "row": 15, "auth": "API key, api-key header", "note": "the authentication header is selected automatically",
        "superseded": "the newer interface, without `api-version`; https://YOUR_RESOURCE.openai.azure.com/openai/deployments/YOUR_DEPLOYMENT with `api-version` in the query is the variant `legacy`",
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
            "api_key_env": "AZURE_OPENAI_AD_TOKEN",
            "sides": {
                "openai_chat": {"key_headers": {"authorization": "Bearer {key}"}},
                "anthropic_messages": {"key_headers": {"authorization": "Bearer {key}"}},
            },
        },
    },
}
