"""Demo (built in, no language model): endpoints, authentication and models.

Generated from specs/providers/demo.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "demo",
    "title": "Demo (built in, no language model)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {"openai_chat": {"url": "http://127.0.0.1:{port}/v1", "key_headers": {"authorization": "Bearer {key}"}}},
    "model_ids": ["demo"],
    "local": True,
    "columns": {"auth": "none"},
}
