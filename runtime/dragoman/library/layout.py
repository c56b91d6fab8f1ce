"""Where the texts of an answer are in a protocol that has one text."""

from __future__ import annotations


class Layout:
    """Positions of the texts of one answer (case 12). An empty line separates texts that have blocks other than
    reasoning between them or do not continue each other, and it separates pieces of reasoning. `length`: characters
    before the next text."""

    def __init__(self) -> None:
        self.length = 0
        self._last = ""
        self._written: set[str] = set()

    def open(self, kind: str, empty: bool, apart: bool = False) -> bool:
        """Add a block, and return whether an empty line precedes its text. `apart`: it does not continue the text
        before it."""
        apart = not empty and kind in self._written and (apart or not kind == self._last == "text")
        if kind not in ("reasoning", "encrypted_reasoning"):
            self._last = kind
        if not empty and kind in ("text", "refusal", "reasoning"):
            self._written.add(kind)
        if apart and kind == "text":
            self.length += 2
        return apart
