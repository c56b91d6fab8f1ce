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
    "frames": {"kind": "sse", "done": "[DONE]", "event": "type"},
    "paths": {"create": "/responses", "models": "/models"},
    "count": {
        "keep": [
            "model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text",
            "truncation",
        ],
    },
    "keys": {"authorization": "Bearer {key}"},
    "receipt": "x-request-id",
    "limits": {
        "requests-limit": "x-ratelimit-limit-requests", "requests-remaining": "x-ratelimit-remaining-requests",
        "requests-reset": "x-ratelimit-reset-requests", "tokens-limit": "x-ratelimit-limit-tokens",
        "tokens-remaining": "x-ratelimit-remaining-tokens", "tokens-reset": "x-ratelimit-reset-tokens",
    },
    "ids": {"message": "resp_", "cut": ["msg_", "chatcmpl-"], "call": "call_", "illegal": "[^a-zA-Z0-9_-]"},
    "told": True,
    "words": {},
}
