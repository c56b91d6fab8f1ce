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
    "key_headers": {"authorization": "Bearer {key}"},
    "response_headers": [],
    "ids": {
        "message": "cohere-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "gemini-", "ollama-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "request_id_header": "x-debug-trace-id",
    "watch": {},
    "content": ["message"],
    "explicit_ends": True,
    "words": {},
}
