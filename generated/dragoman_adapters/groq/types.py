"""What Groq changes: types.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman import hub

READ_TIERS: Final[dict[str, hub.Tier]] = {
    "auto": "auto",
    "on_demand": "standard",
    "performance": "priority",
    "flex": "standard",
    "scale": "priority",
    "fast": "priority",
    "default": "standard",
    "priority": "priority",
}

WRITE_TIERS: Final[dict[str, str]] = {
    "auto": "auto",
    "standard": "on_demand",
    "priority": "performance",
    "batch": "on_demand",
}
