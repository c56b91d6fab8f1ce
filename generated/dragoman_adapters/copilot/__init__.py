"""GitHub Copilot: endpoints, authentication and models.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "copilot",
    "title": "GitHub Copilot",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.githubcopilot.com",
            "paths": {},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {
                "copilot-integration-id": "vscode-chat",
                "editor-version": "vscode/1.99.0",
                "editor-plugin-version": "copilot-chat/0.26.0",
                "openai-intent": "conversation-panel",
                "x-github-api-version": "2025-04-01",
                "x-request-id": "{uuid}",
                "x-initiator": {"value": "agent", "when": {"continued": True}, "else": "user"},
                "copilot-vision-request": {"value": "true", "when": {"images": True}},
            },
            "query": {},
        },
        "openai_responses": {
            "url": "https://api.githubcopilot.com",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {
                "copilot-integration-id": "vscode-chat",
                "editor-version": "vscode/1.99.0",
                "editor-plugin-version": "copilot-chat/0.26.0",
                "openai-intent": "conversation-panel",
                "x-github-api-version": "2025-04-01",
                "x-request-id": "{uuid}",
                "x-initiator": {"value": "agent", "when": {"continued": True}, "else": "user"},
                "copilot-vision-request": {"value": "true", "when": {"images": True}},
            },
            "query": {},
        },
        "anthropic_messages": {
            "url": "https://api.githubcopilot.com",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {
                "copilot-integration-id": "vscode-chat",
                "editor-version": "vscode/1.99.0",
                "editor-plugin-version": "copilot-chat/0.26.0",
                "openai-intent": "conversation-panel",
                "x-github-api-version": "2025-04-01",
                "x-request-id": "{uuid}",
                "x-initiator": {"value": "agent", "when": {"continued": True}, "else": "user"},
                "copilot-vision-request": {"value": "true", "when": {"images": True}},
            },
            "query": {},
        },
    },
    "picks": [
        {"model": ".*codex.*|gpt\\-5\\.4.*|gpt\\-5\\.5.*", "protocol": "openai_responses"},
        {"model": "claude\\-.*", "protocol": "anthropic_messages"},
    ],
    "key": "",
    "auth": ["copilot"],
    "models": {"haiku": "claude-haiku-4.5", "sonnet": "claude-sonnet-4.6", "opus": "claude-opus-4.8"},
    "model_ids": [
        "claude-sonnet-5", "claude-opus-4.8", "claude-opus-4.7", "claude-opus-4.6", "claude-opus-4.5",
        "claude-sonnet-4.6", "claude-sonnet-4.5", "claude-haiku-4.5", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini",
        "gpt-5.3-codex", "gpt-5.2", "gpt-5-mini", "gemini-3.5-flash", "gemini-3.1-pro-preview", "gemini-2.5-pro",
    ],
    "limits": {
        "claude-sonnet-5*": {"context_window": 1000000, "max_output_tokens": 128000},
        "claude-opus-4*": {"context_window": 168000, "max_output_tokens": 32000},
        "claude-sonnet-4*": {"context_window": 168000, "max_output_tokens": 32000},
        "claude-haiku-4*": {"context_window": 136000, "max_output_tokens": 64000},
        "claude-opus-4.8*": {"context_window": 168000, "max_output_tokens": 64000},
        "gpt-5*": {"context_window": 272000, "max_output_tokens": 128000},
        "gpt-5-mini*": {"context_window": 128000, "max_output_tokens": 64000},
        "gemini-*": {"context_window": 128000, "max_output_tokens": 64000},
    },
    "local": False,
    "own_names": True,
    "model_spellings": {"claude-{name}-{date}": "claude-{name}", "claude-{name}-{n}-{m}": "claude-{name}-{n}.{m}"},
    "columns": {"row": 16, "auth": "OAuth, device code", "note": "the login determines the address"},
    "variants": {
        "individual": {"sides": {"openai_chat": {"url": "https://api.individual.githubcopilot.com"}}},
        "business": {"sides": {"openai_chat": {"url": "https://api.business.githubcopilot.com"}}},
        "enterprise": {"sides": {"openai_chat": {"url": "https://api.enterprise.githubcopilot.com"}}},
    },
}

BACKS: Final = {
    "openai_chat": "openai_chat", "openai_responses": "openai_responses", "anthropic_messages": "anthropic_messages",
}
