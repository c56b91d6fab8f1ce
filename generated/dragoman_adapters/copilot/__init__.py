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
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {
                "copilot-integration-id": "vscode-chat",
                "editor-version": "vscode/1.107.0",
                "editor-plugin-version": "copilot-chat/0.35.0",
                "user-agent": "GitHubCopilotChat/0.35.0",
                "openai-intent": "conversation-panel",
                "x-github-api-version": "2025-04-01",
                "x-request-id": "{uuid}",
                "x-initiator": {"value": "agent", "when": {"continued": True}, "else": "user"},
                "copilot-vision-request": {"value": "true", "when": {"images": True}},
            },
            "rate_limit_headers": {
                "premium-remaining": "x-quota-snapshot-premium_interactions?rem",
                "premium-reset-time": "x-quota-snapshot-premium_interactions?rst",
                "models-remaining": "x-quota-snapshot-premium_models?rem",
                "models-reset-time": "x-quota-snapshot-premium_models?rst", "chat-remaining": "x-quota-snapshot-chat?rem",
                "chat-reset-time": "x-quota-snapshot-chat?rst",
            },
        },
        "openai_responses": {
            "url": "https://api.githubcopilot.com",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {
                "copilot-integration-id": "vscode-chat",
                "editor-version": "vscode/1.107.0",
                "editor-plugin-version": "copilot-chat/0.35.0",
                "user-agent": "GitHubCopilotChat/0.35.0",
                "openai-intent": "conversation-panel",
                "x-github-api-version": "2025-04-01",
                "x-request-id": "{uuid}",
                "x-initiator": {"value": "agent", "when": {"continued": True}, "else": "user"},
                "copilot-vision-request": {"value": "true", "when": {"images": True}},
            },
            "rate_limit_headers": {
                "premium-remaining": "x-quota-snapshot-premium_interactions?rem",
                "premium-reset-time": "x-quota-snapshot-premium_interactions?rst",
                "models-remaining": "x-quota-snapshot-premium_models?rem",
                "models-reset-time": "x-quota-snapshot-premium_models?rst", "chat-remaining": "x-quota-snapshot-chat?rem",
                "chat-reset-time": "x-quota-snapshot-chat?rst",
            },
        },
        "anthropic_messages": {
            "url": "https://api.githubcopilot.com",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
            "headers": {
                "copilot-integration-id": "vscode-chat",
                "editor-version": "vscode/1.107.0",
                "editor-plugin-version": "copilot-chat/0.35.0",
                "user-agent": "GitHubCopilotChat/0.35.0",
                "openai-intent": "conversation-panel",
                "x-github-api-version": "2025-04-01",
                "x-request-id": "{uuid}",
                "x-initiator": {"value": "agent", "when": {"continued": True}, "else": "user"},
                "copilot-vision-request": {"value": "true", "when": {"images": True}},
            },
            "rate_limit_headers": {
                "premium-remaining": "x-quota-snapshot-premium_interactions?rem",
                "premium-reset-time": "x-quota-snapshot-premium_interactions?rst",
                "models-remaining": "x-quota-snapshot-premium_models?rem",
                "models-reset-time": "x-quota-snapshot-premium_models?rst", "chat-remaining": "x-quota-snapshot-chat?rem",
                "chat-reset-time": "x-quota-snapshot-chat?rst",
            },
        },
    },
    "picks": [
        {"model": ".*codex.*|gpt\\-5\\.4.*|gpt\\-5\\.6.*|gpt\\-6.*|mai\\-code.*", "protocol": "openai_responses"},
        {"model": "claude\\-.*", "protocol": "anthropic_messages"},
    ],
    "auth": ["copilot"],
    "models": {"haiku": "claude-haiku-5.5", "sonnet": "claude-sonnet-5.5", "opus": "claude-opus-5.5"},
    "model_ids": [
        "claude-opus-5.5", "claude-sonnet-5.5", "claude-haiku-5.5", "claude-fable-5.2", "claude-sonnet-5",
        "claude-haiku-4.5", "gpt-6.2-sol", "gpt-6.1-terra", "gpt-6-luna", "gpt-5.6-sol", "gpt-5.3-codex",
        "gemini-3.8-flash", "gemini-4-argon", "grok-4.7", "kimi-k3", "mai-code-2", "mai-code-2-flash",
    ],
    "limits": {
        "claude-*": {"context_window": 200000, "max_output_tokens": 64000},
        "gpt-*": {"context_window": 272000, "max_output_tokens": 128000},
        "gemini-*": {"context_window": 128000, "max_output_tokens": 64000},
    },
    "catalogue": "copilot",
    "own_names": True,
    "model_spellings": {"claude-{name}-{date}": "claude-{name}", "claude-{name}-{n}-{m}": "claude-{name}-{n}.{m}"},
    "columns": {"row": 16, "auth": "OAuth, device code", "note": "the login determines the address"},
    "variants": {
        "individual": {
            "sides": {
                "openai_chat": {"url": "https://api.individual.githubcopilot.com"},
                "openai_responses": {"url": "https://api.individual.githubcopilot.com"},
                "anthropic_messages": {"url": "https://api.individual.githubcopilot.com"},
            },
        },
        "business": {
            "sides": {
                "openai_chat": {"url": "https://api.business.githubcopilot.com"},
                "openai_responses": {"url": "https://api.business.githubcopilot.com"},
                "anthropic_messages": {"url": "https://api.business.githubcopilot.com"},
            },
        },
        "enterprise": {
            "sides": {
                "openai_chat": {"url": "https://api.enterprise.githubcopilot.com"},
                "openai_responses": {"url": "https://api.enterprise.githubcopilot.com"},
                "anthropic_messages": {"url": "https://api.enterprise.githubcopilot.com"},
            },
        },
    },
}
