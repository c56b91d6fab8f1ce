"""Databricks (Model Serving): endpoints, authentication and models.

Generated from specs/providers/databricks.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "databricks",
    "title": "Databricks (Model Serving)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {
        "openai_chat": {
            "url": "https://{workspace}/serving-endpoints",
            "paths": {"models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
        "anthropic_messages": {
            "url": "https://{workspace}/serving-endpoints/anthropic",
            "paths": {"count": "", "models": ""},
            "key_headers": {"authorization": "Bearer {key}"},
        },
    },
    "picks": [{"model": ".*claude.*", "protocol": "anthropic_messages"}],
    "api_key_env": "DATABRICKS_TOKEN",
    "models": {
        "haiku": "databricks-claude-haiku-5-5", "sonnet": "databricks-claude-sonnet-5-5",
        "opus": "databricks-claude-opus-5-5", "default": "databricks-claude-sonnet-5-5",
    },
}
