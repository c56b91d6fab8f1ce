"""Gemini generateContent: properties of the protocol.

Generated from specs/protocols/gemini/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "gemini",
    "title": "Gemini generateContent",
    "kind": "native",
    "front": False,
    "paths": {
        "create": "/models/{model}:generateContent", "stream": "/models/{model}:streamGenerateContent?alt=sse",
        "count": "/models/{model}:countTokens",
    },
    "count": {
        "generateContentRequest": {
            "model": "models/{model}", "contents": "{contents}", "systemInstruction": "{systemInstruction}",
            "tools": "{tools}", "toolConfig": "{toolConfig}", "generationConfig": "{generationConfig}",
        },
    },
    "key_headers": {"x-goog-api-key": "{key}"},
    "response_headers": [],
    "ids": {
        "message": "gemini-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "cohere-", "ollama-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "request_id_header": "x-request-id",
    "watch": {},
    "content": ["candidates", "promptFeedback"],
    "explicit_ends": False,
    "words": {},
}
