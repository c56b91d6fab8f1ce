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
    "frames": {"kind": "sse"},
    "paths": {
        "create": "/models/{model}:generateContent", "stream": "/models/{model}:streamGenerateContent?alt=sse",
        "count": "/models/{model}:countTokens",
    },
    "count": {
        "keep": ["contents", "systemInstruction", "tools", "toolConfig", "generationConfig"],
        "add": {"model": "models/{model}"},
        "under": "generateContentRequest",
    },
    "keys": {"x-goog-api-key": "{key}"},
    "receipt": "x-request-id",
    "limits": {},
    "ids": {"message": "gemini-", "cut": ["msg_", "chatcmpl-", "resp_"], "call": "call_", "illegal": "[^a-zA-Z0-9_-]"},
    "told": False,
    "words": {},
}
