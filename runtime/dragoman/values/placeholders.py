"""Placeholders in texts: `{name}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

HOLE = re.compile(r"\{([a-z0-9_]+)\}")


def fill(text: str, holes: Mapping[str, str]) -> str:
    """Replace each placeholder that has a value; others stay."""
    return HOLE.sub(lambda match: holes.get(match[1], match[0]), text)
