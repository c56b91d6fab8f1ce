"""What Bedrock (LiteLLM) changes: types.

Generated from specs/providers/bedrock.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub

READ_LIVES: Final[dict[str, hub.Ttl]] = {
    "5m": "short",
    "1h": "long",
}

WRITE_EFFORTS: Final[dict[str, str]] = {
    "minimal": "minimal",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "xhigh",
    "max": "max",
}

WRITE_LIVES: Final[dict[str, str]] = {
    "short": "5m",
    "long": "1h",
}
