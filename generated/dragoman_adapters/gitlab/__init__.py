"""GitLab Duo: endpoints, authentication and models.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "gitlab",
    "title": "GitLab Duo",
    "kind": "direct",
    "protocol": "anthropic_messages",
    "sides": {
        "anthropic_messages": {
            "url": "https://cloud.gitlab.com/ai/v1/proxy/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "https://cloud.gitlab.com/ai/v1/proxy/openai/v1",
            "paths": {"count": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_chat": {
            "url": "https://cloud.gitlab.com/ai/v1/proxy/openai/v1",
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "picks": [{"model": "gpt\\-.*", "protocol": "openai_responses"}],
    "auth": ["gitlab"],
    "models": {"haiku": "claude-haiku-4-5-20251001", "sonnet": "claude-sonnet-5", "opus": "claude-opus-5-5"},
    "model_ids": [
        "claude-opus-5-5", "claude-opus-5", "claude-opus-4-8", "claude-sonnet-5", "claude-fable-5-1", "claude-opus-4-7",
        "claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-5-20251101", "claude-haiku-4-5-20251001",
    ],
    "limits": {
        "claude-*": {"context_window": 1000000, "max_output_tokens": 64000},
        "claude-*-4-5*": {"context_window": 200000, "max_output_tokens": 64000},
    },
    "catalogue": "gitlab",
    "own_names": True,
    "model_spellings": {
        "duo-chat-haiku-4-5": "claude-haiku-4-5-20251001", "duo-chat-sonnet-4-5": "claude-sonnet-4-5-20250929",
        "duo-chat-opus-4-5": "claude-opus-4-5-20251101", "duo-chat-sonnet-{name}": "claude-sonnet-{name}",
        "duo-chat-opus-{name}": "claude-opus-{name}", "duo-chat-fable-{name}": "claude-fable-{name}",
        "duo-chat-gpt-{n}-{m}-{name}": "gpt-{n}.{m}-{name}", "duo-chat-gpt-{n}-{m}": "gpt-{n}.{m}",
        "duo-chat-gpt-{name}": "gpt-{name}",
    },
    "columns": {
        "row": 17, "auth": "PAT, GITLAB_TOKEN", "note": "`--enterprise-url` for self-hosted",
        "superseded": "https://gitlab.com/api/v4/ai/llm/proxy is undocumented; it is the variant `rest`. The gateway speaks the Messages protocol, with a token that GitLab issues for the personal access token",
    },
    "variants": {"rest": {"sides": {"anthropic_messages": {"url": "https://gitlab.com/api/v4/ai/llm/proxy"}}}},
}
