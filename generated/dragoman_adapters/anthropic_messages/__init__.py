"""Anthropic Messages: properties of the protocol.

Generated from specs/protocols/anthropic_messages/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "anthropic_messages",
    "title": "Anthropic Messages",
    "kind": "direct",
    "frames": {"kind": "sse", "event": "type"},
    "paths": {"create": "/v1/messages", "count": "/v1/messages/count_tokens", "models": "/v1/models"},
    "keys": {"x-api-key": "{key}", "authorization": "Bearer {key}"},
    "version": {"anthropic-version": "2023-06-01"},
    "keep": ["anthropic-version", "anthropic-beta"],
    "lists": ["anthropic-beta"],
    "session": "x-claude-code-session-id",
    "receipt": "request-id",
    "limits": {
        "requests-limit": "anthropic-ratelimit-requests-limit",
        "requests-remaining": "anthropic-ratelimit-requests-remaining",
        "requests-reset": "anthropic-ratelimit-requests-reset", "tokens-limit": "anthropic-ratelimit-tokens-limit",
        "tokens-remaining": "anthropic-ratelimit-tokens-remaining", "tokens-reset": "anthropic-ratelimit-tokens-reset",
    },
    "ids": {
        "message": "msg_",
        "cut": ["chatcmpl-", "resp_"],
        "call": "toolu_",
        "errand": "srvtoolu_",
        "illegal": "[^a-zA-Z0-9_-]",
    },
    "hint": "Claude Code: ANTHROPIC_BASE_URL={url} ANTHROPIC_AUTH_TOKEN={key} claude",
    "program": {
        "title": "Claude Code",
        "command": "claude",
        "install": "npm install -g @anthropic-ai/claude-code, or see https://code.claude.com/docs/en/setup",
        "prompt": ["-p", "{prompt}"],
        "always": {"ANTHROPIC_BASE_URL": "{url}", "ANTHROPIC_AUTH_TOKEN": "{key}"},
        "never": ["ANTHROPIC_API_KEY"],
        "usual": {
            "ANTHROPIC_MODEL": "{model}", "ANTHROPIC_DEFAULT_HAIKU_MODEL": "{haiku}",
            "ANTHROPIC_DEFAULT_SONNET_MODEL": "{sonnet}", "ANTHROPIC_DEFAULT_OPUS_MODEL": "{opus}",
            "CLAUDE_CODE_MAX_CONTEXT_TOKENS": "{window}", "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "{answer}",
        },
        "models": {
            "family": "claude",
            "slots": ["haiku", "sonnet", "opus"],
            "fallback": ["sonnet", "opus", "haiku"],
            "long_window": "[1m]",
            "long_window_tokens": 1000000,
        },
    },
    "watch": {
        "first": "message_start",
        "ends": ["message_stop"],
        "errors": ["error"],
        "quiet": ["ping"],
        "tag": "type",
        "model": "message.model",
    },
    "told": True,
    "words": {
        "parallel_tool_calls": "tool_choice.disable_parallel_tool_use", "reasoning": "thinking",
        "reasoning_effort": "output_config.effort", "response_format": "output_config.format",
        "user_id": "metadata.user_id", "service_tier": "speed", "compaction": "context_management.edits",
        "cache_breakpoint": "cache_control", "blocks": "content", "ephemeral": "clear_at", "added_tools": "content",
        "removed_tools": "content", "parts": "content", "encrypted_reasoning": "redacted_thinking",
        "tool_call": "tool_use", "toolset": "toolset_name", "compaction_summary": "compaction",
        "media_type": "source.media_type", "url": "source.url", "trigger_tokens": "trigger.value", "function": "custom",
        "deferred": "defer_loading", "examples": "input_examples", "config": "configs", "hosted": "web_search_20250305",
    },
}
