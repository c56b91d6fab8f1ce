"""Halves of characters. JSON can spell half of a surrogate pair, some providers cut a character there, and no encoder
takes one (case 241): two halves are joined, a lone one becomes U+FFFD."""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with its halves joined or replaced: what comes out can always be encoded."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cut(text: str) -> tuple[str, str]:
    """A piece of a stream as what is whole of it and the first half of a character that it ends in, or ""."""
    if not text.isascii() and "\ud800" <= text[-1] <= "\udbff":
        return whole(text[:-1]), text[-1]
    return whole(text), ""
