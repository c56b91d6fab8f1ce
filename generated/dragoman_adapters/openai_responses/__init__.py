"""OpenAI Responses: properties of the protocol.

Generated from specs/protocols/openai_responses/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "openai_responses",
    "title": "OpenAI Responses",
    "kind": "responses",
    "front": False,
    "frames": {"done": "[DONE]", "event": "type"},
    "paths": {"create": "/responses", "models": "/models"},
    "count": {
        "model": "{model}", "input": "{input}", "instructions": "{instructions}", "tools": "{tools}",
        "tool_choice": "{tool_choice}", "parallel_tool_calls": "{parallel_tool_calls}", "reasoning": "{reasoning}",
        "text": "{text}", "truncation": "{truncation}",
    },
    "key_headers": {"authorization": "Bearer {key}"},
    "request_id_header": "x-request-id",
    "rate_limit_headers": {
        "requests-limit": "x-ratelimit-limit-requests", "requests-remaining": "x-ratelimit-remaining-requests",
        "requests-reset": "x-ratelimit-reset-requests", "tokens-limit": "x-ratelimit-limit-tokens",
        "tokens-remaining": "x-ratelimit-remaining-tokens", "tokens-reset": "x-ratelimit-reset-tokens",
    },
    "ids": {"message": "resp_", "tool_call": "call_", "foreign": ["msg_", "gemini-", "chatcmpl-"]},
    "watch": {},
    "told": True,
    "words": {},
}
