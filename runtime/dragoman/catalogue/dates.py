"""Comparison of end dates with a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_past(end: Mapping[str, Any], day: str) -> bool:
    """Whether a model is not served on a day, such as `2026-11-28`. An end in doubt does not count. Without a date, the
    model was missing in the provider's list."""
    return not end.get("doubt") and str(end.get("date", "")) <= day
