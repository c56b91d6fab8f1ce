"""Bedrock (LiteLLM): endpoints, authentication and models.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "bedrock",
    "title": "Bedrock (LiteLLM)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {"url": "http://localhost:4000/v1", "key_headers": {"authorization": "Bearer {key}"}},
        "anthropic_messages": {"url": "http://localhost:4000", "key_headers": {"authorization": "Bearer {key}"}},
    },
    "api_key_env": "LITELLM_API_KEY",
    "models": {
        "haiku": "bedrock/us.anthropic.claude-haiku-5-5", "sonnet": "bedrock/us.anthropic.claude-sonnet-5-5",
        "opus": "bedrock/us.anthropic.claude-opus-5-5",
    },
    "model_ids": [
        "bedrock/us.anthropic.claude-opus-5-5", "bedrock/us.anthropic.claude-sonnet-5-5",
        "bedrock/us.anthropic.claude-haiku-5-5", "bedrock/us.anthropic.claude-opus-4-8",
        "bedrock/us.anthropic.claude-sonnet-4-6", "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0",
    ],
    "limits": {
        "*claude-*": {"context_window": 1000000, "max_output_tokens": 128000},
        "*claude-*-4-5*": {"context_window": 200000, "max_output_tokens": 64000},
    },
    "catalogue": "bedrock",
    "telemetry_name": "aws.bedrock",
    "local": True,
    "columns": {
        "row": 25, "auth": "LiteLLM key",
        "note": "through a LiteLLM proxy, whose environment holds the AWS credentials; models are the names of its model_list",
    },
}
