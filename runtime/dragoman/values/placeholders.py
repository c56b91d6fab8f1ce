"""Texts with holes, `{name}`: which there are, and the text with those filled that have a value."""

from __future__ import annotations

import re
from collections.abc import Mapping

HOLE = re.compile(r"\{([a-z0-9_]+)\}")


def fill(text: str, holes: Mapping[str, str]) -> str:
    """The text with each `{name}` that has a value replaced; others stand."""
    return HOLE.sub(lambda match: holes.get(match[1], match[0]), text)
