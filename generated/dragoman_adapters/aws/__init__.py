"""AWS Bedrock: endpoints, authentication and models.

Generated from specs/providers/aws.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "aws",
    "title": "AWS Bedrock",
    "kind": "native",
    "protocol": "bedrock_converse",
    "sides": {
        "bedrock_converse": {
            "url": "https://bedrock-runtime.{region}.amazonaws.com",
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "openai_responses": {
            "url": "https://bedrock-runtime.{region}.amazonaws.com/openai/v1",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "picks": [{"model": ".*openai\\.gpt\\-5.*|.*openai\\.gpt\\-6.*", "protocol": "openai_responses"}],
    "api_key_env": "AWS_BEARER_TOKEN_BEDROCK",
    "models": {
        "haiku": "us.anthropic.claude-haiku-5-5", "sonnet": "us.anthropic.claude-sonnet-5-5",
        "opus": "us.anthropic.claude-opus-5-5", "default": "us.anthropic.claude-sonnet-5-5",
    },
    "model_ids": [
        "us.anthropic.claude-opus-5-5", "us.anthropic.claude-sonnet-5-5", "us.anthropic.claude-haiku-5-5",
        "us.anthropic.claude-opus-4-8", "us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    ],
    "limits": {
        "*claude-*": {"context_window": 1000000, "max_output_tokens": 128000},
        "*claude-*-4-5*": {"context_window": 200000, "max_output_tokens": 64000},
    },
    "catalogue": "bedrock",
    "env": {"region": ["AWS_REGION", "AWS_DEFAULT_REGION"]},
    "request_signing": "{region}/bedrock/aws4_request",
    "telemetry_name": "aws.bedrock",
    "columns": {
        "auth": "Bedrock API key / AWS credentials",
        "note": "over Converse; `with: { region: us-east-1 }` of the profile or AWS_REGION names the region",
    },
    "variants": {
        "mantle": {
            "title": "AWS Bedrock (Mantle)",
            "protocol": "openai_responses",
            "models": {
                "haiku": "openai.gpt-5.6-luna", "sonnet": "openai.gpt-5.6-terra", "opus": "openai.gpt-5.6-sol",
                "default": "openai.gpt-5.6-terra",
            },
            "model_ids": [
                "openai.gpt-5.6-sol", "openai.gpt-5.6-terra", "openai.gpt-5.6-luna", "openai.gpt-5.5", "openai.gpt-5.4",
            ],
            "sides": {"openai_responses": {"url": "https://bedrock-mantle.{region}.api.aws/openai/v1"}},
        },
    },
}
