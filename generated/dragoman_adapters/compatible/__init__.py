"""Any host (compatible with OpenAI): endpoints, authentication and models.

Generated from specs/providers/compatible.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

PROVIDER: Final[dict[str, Any]] = {
    "name": "compatible",
    "title": "Any host (compatible with OpenAI)",
    "kind": "chat",
    "protocol": "openai_chat",
    "sides": {"openai_chat": {"url": "https://{host}/v1", "key_headers": {"authorization": "Bearer {key}"}}},
    "local": True,
}
