"""OpenAI Responses: properties of the protocol.

Generated from specs/protocols/openai_responses/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "openai_responses",
    "title": "OpenAI Responses",
    "kind": "responses",
    "frames": {"done": "[DONE]", "sends_done": False, "event": "type"},
    "paths": {"create": "/responses", "count": "/responses/input_tokens", "models": "/models"},
    "count": {
        "model": "{model}", "input": "{input}", "instructions": "{instructions}", "tools": "{tools}",
        "tool_choice": "{tool_choice}", "parallel_tool_calls": "{parallel_tool_calls}", "reasoning": "{reasoning}",
        "text": "{text}", "truncation": "{truncation}",
    },
    "key_headers": {"authorization": "Bearer {key}"},
    "response_headers": [],
    "signatures": "sealed",
    "stored": {
        "path": "/input_items",
        "members": {
            "input": "input", "previous": "previous_response_id", "keep": "store", "output": "output", "final": "response",
        },
        "templates": {
            "text": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "{text}"}]},
            "reference": {"type": "item_reference"},
            "list": {
                "object": "list",
                "data": "{items}",
                "first_id": "{first}",
                "last_id": "{last}",
                "has_more": "{more}",
            },
            "deleted": {"id": "{id}", "object": "response", "deleted": True},
        },
    },
    "ids": {
        "message": "resp_",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "cohere-", "gemini-", "ollama-", "chatcmpl-"],
    },
    "programs": {
        "codex": {
            "title": "Codex",
            "command": "codex",
            "install": "npm install -g @openai/codex, or see https://developers.openai.com/codex/cli",
            "arguments": [
                "--config=model_provider=\"dragoman\"", "--config=model_providers.dragoman.name=\"Dragoman\"",
                "--config=model_providers.dragoman.base_url=\"{url}/v1\"",
                "--config=model_providers.dragoman.env_key=\"DRAGOMAN_API_KEY\"",
                "--config=model_providers.dragoman.wire_api=\"responses\"", "--config=model=\"{model}\"",
                "--config=model_context_window={context_window}",
            ],
            "prompt": ["exec", "{prompt}"],
            "env": {"DRAGOMAN_API_KEY": "{key}"},
        },
    },
    "rate_limit_headers": {
        "requests-limit": "x-ratelimit-limit-requests", "requests-remaining": "x-ratelimit-remaining-requests",
        "requests-reset": "x-ratelimit-reset-requests", "tokens-limit": "x-ratelimit-limit-tokens",
        "tokens-remaining": "x-ratelimit-remaining-tokens", "tokens-reset": "x-ratelimit-reset-tokens",
    },
    "request_id_header": "x-request-id",
    "watch": {
        "first": "response.created",
        "ends": ["response.completed", "response.incomplete"],
        "errors": ["response.failed", "error"],
        "quiet": [],
        "tag": "type",
        "model": "response.model",
        "opening": [
            "response.content_part.added", "response.created", "response.in_progress", "response.output_item.added",
            "response.reasoning_summary_part.added",
        ],
        "finish": {},
        "usage": {},
        "texts": {
            "response.output_text.delta": ["delta"],
            "response.reasoning_summary_text.delta": ["delta"],
            "response.function_call_arguments.delta": ["delta"],
            "response.custom_tool_call_input.delta": ["delta"],
        },
    },
    "content": ["output"],
    "explicit_ends": True,
    "words": {
        "system": "instructions", "messages": "input", "max_tokens": "max_output_tokens", "mode": "reasoning.effort",
        "display": "reasoning.summary", "reasoning_effort": "reasoning.effort", "response_format": "text.format",
        "user_id": "safety_identifier", "session_id": "prompt_cache_key", "verbosity": "text.verbosity",
        "logprobs": "include", "added_tools": "tools", "blocks": "content", "id": "call_id", "input": "arguments",
        "toolset": "namespace", "text": "input_text", "image": "input_image", "media_type": "image_url",
        "data": "image_url", "url": "image_url", "document": "input_file", "title": "filename", "schema": "parameters",
        "deferred": "defer_loading", "grammar": "format", "hosted": "mcp", "allowed": "tools.name",
    },
}
