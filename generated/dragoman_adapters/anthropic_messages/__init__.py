"""Anthropic Messages: properties of the protocol.

Generated from specs/protocols/anthropic_messages/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "anthropic_messages",
    "title": "Anthropic Messages",
    "kind": "direct",
    "frames": {"event": "type"},
    "paths": {"create": "/v1/messages", "count": "/v1/messages/count_tokens", "models": "/v1/models"},
    "key_headers": {"x-api-key": "{key}", "authorization": "Bearer {key}"},
    "version": {"anthropic-version": "2023-06-01"},
    "forward_headers": {"anthropic-version": "single", "anthropic-beta": "list"},
    "session_header": "x-claude-code-session-id",
    "response_headers": ["anthropic-organization-id", "anthropic-ratelimit-", "anthropic-priority-"],
    "paging": {"limit": "limit", "after": "after_id", "before": "before_id", "more": "has_more"},
    "ids": {
        "message": "msg_",
        "tool_call": "toolu_",
        "hosted_tool_call": "srvtoolu_",
        "foreign": ["bedrock-", "cohere-", "gemini-", "ollama-", "chatcmpl-", "resp_"],
    },
    "hint": "Claude Code: ANTHROPIC_BASE_URL={url} ANTHROPIC_AUTH_TOKEN={key} claude",
    "programs": {
        "claude": {
            "title": "Claude Code",
            "command": "claude",
            "install": "npm install -g @anthropic-ai/claude-code, or see https://code.claude.com/docs/en/setup",
            "prompt": ["-p", "{prompt}"],
            "env": {"ANTHROPIC_BASE_URL": "{url}", "ANTHROPIC_AUTH_TOKEN": "{key}", "ANTHROPIC_API_KEY": None},
            "models": {
                "family": "claude",
                "slots": ["haiku", "sonnet", "opus"],
                "fallback": ["sonnet", "opus", "haiku"],
                "context_window": {"[1m]": 1000000},
            },
            "default_env": {
                "ANTHROPIC_MODEL": "{model}", "ANTHROPIC_DEFAULT_HAIKU_MODEL": "{haiku}",
                "ANTHROPIC_DEFAULT_SONNET_MODEL": "{sonnet}", "ANTHROPIC_DEFAULT_OPUS_MODEL": "{opus}",
                "CLAUDE_CODE_MAX_CONTEXT_TOKENS": "{context_window}", "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "{max_output_tokens}",
            },
        },
    },
    "rate_limit_headers": {
        "requests-limit": "anthropic-ratelimit-requests-limit",
        "requests-remaining": "anthropic-ratelimit-requests-remaining",
        "requests-reset-time": "anthropic-ratelimit-requests-reset", "tokens-limit": "anthropic-ratelimit-tokens-limit",
        "tokens-remaining": "anthropic-ratelimit-tokens-remaining",
        "tokens-reset-time": "anthropic-ratelimit-tokens-reset",
        "input-tokens-remaining": "anthropic-ratelimit-input-tokens-remaining",
        "input-tokens-reset-time": "anthropic-ratelimit-input-tokens-reset",
        "output-tokens-remaining": "anthropic-ratelimit-output-tokens-remaining",
        "output-tokens-reset-time": "anthropic-ratelimit-output-tokens-reset",
        "window-reset-time": "anthropic-ratelimit-unified-reset",
    },
    "request_id_header": "request-id",
    "watch": {
        "first": "message_start",
        "ends": ["message_stop"],
        "errors": ["error"],
        "quiet": ["ping"],
        "tag": "type",
        "model": "message.model",
        "opening": ["content_block_start", "message_start"],
        "finish": {"message_delta": ["delta.stop_reason"]},
        "usage": {"message_start": ["message.usage"], "message_delta": ["usage"]},
        "texts": {"content_block_delta": ["delta.partial_json", "delta.text", "delta.thinking"]},
        "counts": {"input_tokens": "uncached_input_tokens", "output_tokens": "output_tokens"},
    },
    "content": ["content"],
    "explicit_ends": True,
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
