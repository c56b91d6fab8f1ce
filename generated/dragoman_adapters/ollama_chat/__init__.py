"""Ollama Chat: properties of the protocol.

Generated from specs/protocols/ollama_chat/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "ollama_chat",
    "title": "Ollama Chat",
    "kind": "native",
    "front": False,
    "frames": {"format": "ndjson"},
    "paths": {"create": "/api/chat"},
    "response_headers": [],
    "ids": {
        "message": "ollama-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "cohere-", "gemini-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "key_headers": {"authorization": "Bearer {key}"},
    "request_id_header": "x-request-id",
    "watch": {},
    "event_tag": "",
    "content": ["message"],
    "text": "",
    "explicit_ends": False,
    "words": {},
    "origins": {
        "messages": "system messages messages.blocks",
        "messages.content": "system.text messages.blocks.blocks.text messages.blocks.text messages.blocks",
        "messages.role": "messages.role", "messages.tool_name": "messages.blocks.name",
        "messages.tool_call_id": "messages.blocks.id", "messages.images": "messages.blocks.data",
        "messages.thinking": "messages.blocks.text", "messages.tool_calls": "messages.blocks",
        "messages.tool_calls.function.name": "messages.blocks.name",
        "messages.tool_calls.function.arguments": "messages.blocks.input", "tools.function.name": "tools.name",
        "tools.function.description": "tools.description", "tools.function.parameters": "tools.schema",
        "format": "response_format.schema response_format", "think": "reasoning_effort",
        "options.num_predict": "max_tokens", "options.temperature": "temperature", "options.top_p": "top_p",
        "options.top_k": "top_k", "options.stop": "stop_sequences", "options.seed": "seed",
        "options.frequency_penalty": "frequency_penalty", "options.presence_penalty": "presence_penalty",
    },
    "response_words": {
        "blocks": "message.thinking message.tool_calls", "blocks.text": "message.thinking message.content",
        "blocks.logprobs": "logprobs", "blocks.id": "message.tool_calls.id",
        "blocks.name": "message.tool_calls.function.name", "blocks.input": "message.tool_calls.function.arguments",
        "finish_reason": "done_reason", "usage.uncached_input_tokens": "prompt_eval_count",
        "usage.output_tokens": "eval_count", "blocks.reasoning": "message.thinking", ".reasoning": "message.thinking",
        "blocks.tool_call": "message.tool_calls", ".tool_call": "message.tool_calls",
    },
}
