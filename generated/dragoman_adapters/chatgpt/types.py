"""What ChatGPT / Codex changes: types.

Generated from specs/providers/chatgpt.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Final

from dragoman.library import hub

READ_PLANS: Final[dict[str, hub.Fault]] = {
    "usage_limit_reached": "quota",
    "usage_not_included": "permission",
}
