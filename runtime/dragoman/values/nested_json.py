"""Texts that hold JSON: how providers pass on what another one told them, often more than once."""

from __future__ import annotations

import re

from dragoman.values import json_text

MOST = 20_000  # characters that are looked into
START = re.compile(r"[{\[]")


def within(text: str, name: str) -> str:
    """Of a text that ends in JSON, the first text under this name in it, at any depth, behind what stands before it;
    any other text as it is."""
    for _ in range(3):  # so often it may stand in one another
        start = START.search(text) if text[-1:] in ("}", "]") and len(text) < MOST else None
        if start is None:
            break
        try:
            found = under(json_text.loads(text[start.start() :].encode()), name)
        except ValueError:
            break
        if not found:
            break
        text = text[: start.start()] + found
    return text


def under(value: object, name: str) -> str:
    """The first text under this name; "" where there is none."""
    if isinstance(value, list):
        return next(filter(None, (under(item, name) for item in value)), "")
    if not isinstance(value, dict):
        return ""
    own = value.get(name)
    if own and isinstance(own, str):
        return own
    return next(filter(None, (under(item, name) for item in value.values())), "")
