"""Surrogates in text, and the layout of texts.

JSON can contain half of a surrogate pair, and some providers cut a character there, which no encoder accepts (case
241). Two halves are joined; a lone one becomes U+FFFD.
"""

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


class Layout:
    """Position of the texts of an answer in a protocol that has one text (case 12): an empty line is between texts with
    other blocks than reasoning between them, and between pieces of reasoning. `length`: characters before the next
    text."""

    def __init__(self) -> None:
        self.length = 0
        self._last = ""
        self._written: set[str] = set()

    def open(self, kind: str, empty: bool) -> bool:
        """Add a block, and return whether an empty line precedes its text."""
        apart = not empty and kind in self._written and not kind == self._last == "text"
        if kind not in ("reasoning", "encrypted_reasoning"):
            self._last = kind
        if not empty and kind in ("text", "refusal", "reasoning"):
            self._written.add(kind)
        if apart and kind == "text":
            self.length += 2
        return apart
