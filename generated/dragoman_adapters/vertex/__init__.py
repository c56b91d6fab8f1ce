"""Google Vertex AI: endpoints, authentication and models.

Generated from specs/providers/vertex.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "vertex",
    "title": "Google Vertex AI",
    "kind": "direct",
    "protocol": "anthropic_messages",
    "sides": {
        "anthropic_messages": {
            "url": "https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}/publishers/anthropic/models",
            "paths": {
                "create": "/{model}:rawPredict", "stream": "/{model}:streamRawPredict", "count": "/count-tokens:rawPredict",
                "models": "",
            },
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "api_key_env": "GOOGLE_OAUTH_ACCESS_TOKEN",
    "auth": ["google"],
    "models": {"haiku": "claude-haiku-5-5", "sonnet": "claude-sonnet-5-5", "opus": "claude-opus-5-5"},
    "model_ids": [
        "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-4-8", "claude-sonnet-5",
        "claude-haiku-4-5@20251001", "claude-sonnet-4-6", "claude-opus-4-6", "claude-opus-4-5@20251101",
    ],
    "limits": {
        "claude-*": {"context_window": 1000000, "max_output_tokens": 128000},
        "claude-*-4-5*": {"context_window": 200000, "max_output_tokens": 64000},
    },
    "catalogue": "vertex",
    "telemetry_name": "gcp.vertex_ai",
    "own_names": True,
    "model_spellings": {"claude-{name}-{date}": "claude-{name}@{date}"},
    "columns": {
        "row": 3, "auth": "access token",
        "note": "the token of `gcloud auth print-access-token`, or of the application default credentials; the path ends in `:rawPredict`",
        "superseded": "claude-sonnet-4@20250514 and claude-opus-4@20250514 are superseded; they still pass through",
    },
    "variants": {
        "global": {
            "sides": {
                "anthropic_messages": {
                    "url": "https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/anthropic/models",
                },
            },
        },
        "eu": {
            "sides": {
                "anthropic_messages": {
                    "url": "https://aiplatform.eu.rep.googleapis.com/v1/projects/{project}/locations/eu/publishers/anthropic/models",
                },
            },
        },
        "us": {
            "sides": {
                "anthropic_messages": {
                    "url": "https://aiplatform.us.rep.googleapis.com/v1/projects/{project}/locations/us/publishers/anthropic/models",
                },
            },
        },
    },
}
