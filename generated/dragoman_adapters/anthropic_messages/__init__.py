"""Anthropic Messages, as data.

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
    "request_id": "request-id",
    "limits": {
        "requests-limit": "anthropic-ratelimit-requests-limit",
        "requests-remaining": "anthropic-ratelimit-requests-remaining",
        "requests-reset": "anthropic-ratelimit-requests-reset",
        "tokens-limit": "anthropic-ratelimit-tokens-limit",
        "tokens-remaining": "anthropic-ratelimit-tokens-remaining",
        "tokens-reset": "anthropic-ratelimit-tokens-reset",
    },
    "ids": {"message": "msg_", "cut": ["chatcmpl-", "resp_"], "call": "toolu_", "illegal": "[^a-zA-Z0-9_-]"},
    "hint": "Claude Code: ANTHROPIC_BASE_URL={url} ANTHROPIC_AUTH_TOKEN=any claude",
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
        "turns": "messages",
        "choice": "tool_choice",
        "parallel": "tool_choice.disable_parallel_tool_use",
        "limit": "max_tokens",
        "stops": "stop_sequences",
        "nucleus": "top_p",
        "rank": "top_k",
        "effort": "output_config.effort",
        "format": "output_config.format",
        "person": "metadata.user_id",
        "tier": "speed",
        "mark": "cache_control",
        "life": "ttl",
        "blocks": "content",
        "passing": "clear_at",
        "gains": "content",
        "loses": "content",
        "parts": "content",
        "proof": "signature",
        "set": "toolset_name",
        "failed": "is_error",
        "media": "source.media_type",
        "link": "source.url",
        "budget": "budget_tokens",
        "deferred": "defer_loading",
        "examples": "input_examples",
        "indirect": "allowed_callers",
        "switches": "configs",
        "allowed": "allowed_domains",
        "blocked": "blocked_domains",
        "most": "max_uses",
        "place": "user_location",
    },
}
