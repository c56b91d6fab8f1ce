"""Finds stop strings in a text that comes in pieces, for providers that do not look for (all of) them (rule
2.3.6).

The match that starts first wins; of two at one place the one that stands first in the list. So the result does not
depend on where the text was cut: a match is held back while a better one may still come of what was seen.
"""

from __future__ import annotations

from collections.abc import Iterable


class Stops:
    """`feed` and `end` give the text that may go out, and the stop string that was found, after which no more is
    wanted."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [word for word in words if word]
        self.held = ""

    def feed(self, text: str) -> tuple[str, str | None]:
        text = self.held + text
        place, rank = self._first(text)
        start = len(text)
        for other, word in enumerate(self._words):
            latest = place if other < rank else place - 1
            start = min(start, _beginning(text, word, latest))
        if rank < len(self._words) and start > place:
            self.held = ""
            return text[:place], self._words[rank]
        self.held = text[start:]
        return text[:start], None

    def end(self) -> tuple[str, str | None]:
        """As `feed`, when nothing more comes: all that was held back."""
        text, self.held = self.held, ""
        place, rank = self._first(text)
        return text[:place], self._words[rank] if rank < len(self._words) else None

    def _first(self, text: str) -> tuple[int, int]:
        """Place and rank of the best match; the text's length and the number of words where there is none."""
        found = [(text.find(word), rank) for rank, word in enumerate(self._words)]
        return min((hit for hit in found if hit[0] >= 0), default=(len(text), len(self._words)))


def _beginning(text: str, word: str, latest: int) -> int:
    """Where, up to `latest`, an end of the text begins that may become the word; the text's length if nowhere."""
    place = text.find(word[0], max(0, len(text) - len(word) + 1), latest + 1)
    while place >= 0:
        if word.startswith(text[place:]):
            return place
        place = text.find(word[0], place + 1, latest + 1)
    return len(text)
