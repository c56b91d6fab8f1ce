"""Repetitions in the text of an answer: of the client's prefill (rule 2.1), and of the text so far."""

from __future__ import annotations

SURE_LENGTH = 12  # characters of a third piece that starts with the second, which starts with the first
SURE_FIRST = 24  # characters of the first of two pieces, if the second starts with it and is the last


class PrefillFilter:
    """Removes the prefill from the start of an answer. Text is held back while it may be the repetition."""

    def __init__(self, begun: str) -> None:
        self._begun = begun
        self._held = ""

    def feed(self, text: str) -> str:
        """Add a piece of text; return the text to emit."""
        if not self._begun:
            return text
        text = self._held + text
        if text.startswith(self._begun):
            text = text[len(self._begun) :]
        elif self._begun.startswith(text):
            self._held = text
            return ""
        self._begun = self._held = ""
        return text

    def end(self) -> str:
        """Return the text that was held back, which is not a repetition."""
        text, self._held = self._held, ""
        if text:
            self._begun = ""
        return text


class CumulativeFilter:
    """Removes the text so far from pieces that repeat it. Some servers send all of the text in each piece.

    The first pieces decide: each starts with the one before and is longer. All but the first are held back while this
    may be so. `decided`: no piece repeats another, and nothing is removed.
    """

    def __init__(self) -> None:
        self.decided = False
        self._cumulative = False
        self._first = 0
        self._last = ""
        self._held: list[str] = []

    def feed(self, text: str) -> str:
        """Add a piece of text; return the text to emit."""
        if self.decided:
            return text
        if not self._last:
            self._first, self._last = len(text), text
            return text
        repeated = text.startswith(self._last)
        if self._cumulative:
            if repeated:
                text, self._last = text[len(self._last) :], text
            return text
        if not repeated or len(text) == len(self._last):
            return self._decide("") + text
        self._last = text
        self._held.append(text)
        self._cumulative = len(self._held) > 1 and len(text) >= SURE_LENGTH
        return self._rest() if self._cumulative else ""

    def end(self) -> str:
        """Return the text that was held back, at the end of the block."""
        if self._held and self._first >= SURE_FIRST:
            return self._decide(self._rest())
        return self._decide("") if self._held else ""

    def _rest(self) -> str:
        self._held.clear()
        return self._last[self._first :]

    def _decide(self, text: str) -> str:
        self.decided = True
        held, self._held, self._last = "".join(self._held), [], ""
        return text + held
