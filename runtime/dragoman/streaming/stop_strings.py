"""Stop sequence search in a text that arrives in pieces, for providers without (complete) support (rule 2.3.6).

The match that starts first wins; at one position the first sequence of the list. A match is held back while an earlier
one is still possible, so the result does not depend on the chunking.
"""

from __future__ import annotations

from collections.abc import Iterable


class Stops:
    """Incremental search. `feed` and `end` return the text to emit and the matched stop sequence, after which the
    answer is over."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [word for word in words if word]
        self.held = ""

    def feed(self, text: str) -> tuple[str, str | None]:
        """Add a piece of text."""
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
        """Return the text that was held back, at the end of the answer."""
        text, self.held = self.held, ""
        place, rank = self._first(text)
        return text[:place], self._words[rank] if rank < len(self._words) else None

    def _first(self, text: str) -> tuple[int, int]:
        """Return position and index of the best match; without one, the length of the text and the number of
        sequences."""
        found = [(text.find(word), rank) for rank, word in enumerate(self._words)]
        return min((hit for hit in found if hit[0] >= 0), default=(len(text), len(self._words)))


def _beginning(text: str, word: str, latest: int) -> int:
    """Return the first position up to `latest` where the end of the text may be the start of the word; else the length
    of the text."""
    place = text.find(word[0], max(0, len(text) - len(word) + 1), latest + 1)
    while place >= 0:
        if word.startswith(text[place:]):
            return place
        place = text.find(word[0], place + 1, latest + 1)
    return len(text)
