"""Cohere Chat v2: properties of the protocol.

Generated from specs/protocols/cohere_chat/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "cohere_chat",
    "title": "Cohere Chat v2",
    "kind": "native",
    "front": False,
    "paths": {"create": "/v2/chat"},
    "response_headers": [],
    "ids": {
        "message": "cohere-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "gemini-", "ollama-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "key_headers": {"authorization": "Bearer {key}"},
    "request_id_header": "x-debug-trace-id",
    "watch": {},
    "event_tag": "type",
    "content": ["message"],
    "text": "",
    "explicit_ends": True,
    "words": {},
    "origins": {
        "messages": "system messages messages.blocks",
        "messages.content": "system.text messages.blocks.blocks.text messages.blocks", "messages.role": "messages.role",
        "messages.tool_call_id": "messages.blocks.id", "messages.content.text": "messages.blocks.text",
        "messages.content.image_url.url": "messages.blocks messages.blocks.url",
        "messages.content.thinking": "messages.blocks.text messages.blocks.reasoning",
        "messages.tool_plan": "messages.blocks", "messages.tool_calls": "messages.blocks",
        "messages.tool_calls.function.name": "messages.blocks.name",
        "messages.tool_calls.function.arguments": "messages.blocks.input", "tools.function.name": "tools.name",
        "tools.function.description": "tools.description", "tools.function.parameters": "tools.schema",
        "response_format.json_schema": "response_format.schema", "thinking": "reasoning",
        "thinking.type": "reasoning.mode", "thinking.token_budget": "reasoning.budget_tokens", "p": "top_p",
        "k": "top_k", "messages.content.image_url": "messages.blocks.image",
    },
    "response_words": {
        "blocks": "message.content message.tool_plan message message.tool_calls",
        "blocks.text": "message.content.thinking message.tool_plan message.content.text",
        "blocks.citations": "message.citations", "blocks.id": "message.tool_calls.id",
        "blocks.name": "message.tool_calls.function.name", "blocks.input": "message.tool_calls.function.arguments",
        "usage.cache_read_tokens": "usage.cached_tokens",
        "usage.uncached_input_tokens": "usage.tokens.input_tokens usage.billed_units.input_tokens",
        "usage.output_tokens": "usage.tokens.output_tokens usage.billed_units.output_tokens",
        "blocks.reasoning": "message.content", ".reasoning": "message.content",
        ".text": "message.tool_plan message.content.text", "blocks.tool_call": "message.tool_calls",
        ".tool_call": "message.tool_calls",
    },
}
