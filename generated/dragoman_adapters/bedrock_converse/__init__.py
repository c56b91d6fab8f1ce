"""Amazon Bedrock Converse: properties of the protocol.

Generated from specs/protocols/bedrock_converse/protocol.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROTOCOL: Final[dict[str, Any]] = {
    "name": "bedrock_converse",
    "title": "Amazon Bedrock Converse",
    "kind": "native",
    "front": False,
    "frames": {"kind": "eventstream"},
    "paths": {
        "create": "/model/{model_segment}/converse", "stream": "/model/{model_segment}/converse-stream",
        "count": "/model/{model_segment}/count-tokens",
    },
    "count": {"input": {"converse": {"messages": "{messages}", "system": "{system}", "toolConfig": "{toolConfig}"}}},
    "key_headers": {"authorization": "Bearer {key}"},
    "response_headers": [],
    "ids": {
        "message": "bedrock-",
        "tool_call": "tooluse_",
        "foreign": ["msg_", "cohere-", "gemini-", "ollama-", "chatcmpl-", "resp_"],
    },
    "rate_limit_headers": {},
    "request_id_header": "x-amzn-requestid",
    "watch": {},
    "content": ["output"],
    "explicit_ends": True,
    "words": {},
}
