"""Logins by name: how a credential is got, kept fresh and sent.

Generated from specs/auth by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, Final

AUTH: Final[dict[str, dict[str, Any]]] = {
}
