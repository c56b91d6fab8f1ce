"""JSON within texts: error messages that quote another provider's error, sometimes several levels deep."""

from __future__ import annotations

import re

from dragoman.values import json_text

MAX_LENGTH = 20_000  # characters of a text that is searched
START = re.compile(r"[{\[]")


def within(text: str, name: str) -> str:
    """Replace the JSON at the end of a text by the first string under a name in it, at any depth. Any other text is
    returned unchanged."""
    for _ in range(3):  # levels of nesting
        start = START.search(text) if text[-1:] in ("}", "]") and len(text) < MAX_LENGTH else None
        if start is None:
            break
        try:
            found = under(json_text.loads(text[start.start() :].encode()), name)
        except (ValueError, RecursionError):  # it may have more levels than can be walked through
            break
        if not found:
            break
        text = text[: start.start()] + found
    return text


def under(value: object, name: str) -> str:
    """Return the first string under a name, at any depth; "" if there is none."""
    if isinstance(value, list):
        return next(filter(None, (under(item, name) for item in value)), "")
    if not isinstance(value, dict):
        return ""
    own = value.get(name)
    if own and isinstance(own, str):
        return own
    return next(filter(None, (under(item, name) for item in value.values())), "")
