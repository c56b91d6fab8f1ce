"""GitHub Copilot: endpoints, authentication and models.

Generated from specs/providers/copilot.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "copilot",
    "title": "GitHub Copilot",
    "kind": "chat",
    "speaks": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://api.githubcopilot.com",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
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
            "dialect": [],
        },
        "openai_responses": {
            "url": "https://api.githubcopilot.com",
            "paths": {},
            "header": {"authorization": "Bearer {key}"},
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
            "dialect": [],
        },
        "anthropic_messages": {
            "url": "https://api.githubcopilot.com",
            "paths": {"count": "", "models": ""},
            "header": {"authorization": "Bearer {key}"},
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
            "dialect": [],
        },
    },
    "picks": [
        {"model": "claude\\-.*", "protocol": "anthropic_messages"},
        {"model": ".*codex.*|gpt\\-5\\.4.*|gpt\\-5\\.5.*", "protocol": "openai_responses"},
    ],
    "key": "",
    "auth": ["copilot"],
    "models": {"haiku": "claude-haiku-4.5", "sonnet": "claude-sonnet-4.6", "opus": "claude-opus-4.8"},
    "list": [
        "claude-sonnet-5", "claude-opus-4.8", "claude-opus-4.7", "claude-opus-4.6", "claude-opus-4.5",
        "claude-sonnet-4.6", "claude-sonnet-4.5", "claude-haiku-4.5", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini",
        "gpt-5.3-codex", "gpt-5.2", "gpt-5-mini", "gemini-3.5-flash", "gemini-3.1-pro-preview", "gemini-2.5-pro",
    ],
    "limits": {
        "claude-sonnet-5*": {"window": 1000000, "answer": 128000},
        "claude-opus-4*": {"window": 168000, "answer": 32000},
        "claude-sonnet-4*": {"window": 168000, "answer": 32000},
        "claude-haiku-4*": {"window": 136000, "answer": 64000},
        "claude-opus-4.8*": {"window": 168000, "answer": 64000},
        "gpt-5*": {"window": 272000, "answer": 128000},
        "gpt-5-mini*": {"window": 128000, "answer": 64000},
        "gemini-*": {"window": 128000, "answer": 64000},
    },
    "local": False,
    "own_names": True,
    "spells": {"claude-{name}-{date}": "claude-{name}", "claude-{name}-{n}-{m}": "claude-{name}-{n}.{m}"},
    "columns": {"row": 16, "auth": "OAuth, device code", "note": "the address comes with the login"},
    "variants": {
        "individual": {"sides": {"openai_chat": {"url": "https://api.individual.githubcopilot.com"}}},
        "business": {"sides": {"openai_chat": {"url": "https://api.business.githubcopilot.com"}}},
        "enterprise": {"sides": {"openai_chat": {"url": "https://api.enterprise.githubcopilot.com"}}},
    },
}

BACKS: Final = {
    "openai_chat": "openai_chat", "openai_responses": "openai_responses", "anthropic_messages": "anthropic_messages",
}
