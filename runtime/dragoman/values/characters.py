"""Surrogates in text. JSON can contain half of a surrogate pair, and some providers cut a character there, which no
encoder accepts (case 241). Two halves are joined; a lone one becomes U+FFFD."""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """Return the text with surrogates joined or replaced, so that it can be encoded."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cut(text: str) -> tuple[str, str]:
    """Split a piece of a stream into whole characters and the high surrogate at its end, or ""."""
    if not text.isascii() and "\ud800" <= text[-1] <= "\udbff":
        return whole(text[:-1]), text[-1]
    return whole(text), ""
