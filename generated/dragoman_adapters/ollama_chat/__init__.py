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
    "frames": {"kind": "ndjson"},
    "paths": {"create": "/api/chat"},
    "key_headers": {"authorization": "Bearer {key}"},
    "response_headers": [],
    "ids": {
        "message": "ollama-",
        "tool_call": "call_",
        "foreign": ["msg_", "bedrock-", "cohere-", "gemini-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "request_id_header": "x-request-id",
    "watch": {},
    "content": ["message"],
    "explicit_ends": False,
    "words": {},
}
