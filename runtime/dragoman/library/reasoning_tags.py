"""Reasoning tags: separates reasoning between two tags at the start of a text, with any chunking of the stream.

Some open models are served without a field for reasoning: their text starts with `<think>..</think>` (rule 2.2). White
space around the tags is removed. A tag elsewhere is text.
"""

from __future__ import annotations

from typing import Final, Literal

Piece = tuple[Literal["text", "reasoning"], str]
HEAD: Final = "before the first text other than white space"
OPENED: Final = "after the opening tag"
INSIDE: Final = "in the reasoning"
CLOSED: Final = "after the closing tag"
PAST: Final = "in the text"


class Tags:
    """Incremental splitter of one text. Without a closing tag everything is reasoning."""

    def __init__(self, open: str, close: str) -> None:
        self._open = open
        self._close = close
        self._held = ""
        self._state = HEAD if open and close else PAST

    def feed(self, text: str) -> list[Piece]:
        """Return the pieces that are certain so far, none of them empty."""
        if self._state is PAST:
            return [("text", text)] if text else []
        text = self._held + text
        self._held = ""
        pieces: list[Piece] = []
        if self._state is HEAD:
            text = self._head(text)
        if self._state is OPENED:
            text = text.lstrip()
            self._state = INSIDE if text else OPENED
        if self._state is INSIDE:
            thought, tag, text = text.partition(self._close)
            if tag:
                self._state = CLOSED
            else:
                thought, self._held = _split_partial_tag(thought, self._close)
            if thought:
                pieces.append(("reasoning", thought))
        if self._state is CLOSED:
            text = text.lstrip()
            self._state = PAST if text else CLOSED
        if self._state is PAST and text:
            pieces.append(("text", text))
        return pieces

    def end(self) -> list[Piece]:
        """Return the text that was held back, at the end of the stream."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [("reasoning" if self._state is INSIDE else "text", held)]

    def _head(self, text: str) -> str:
        """Check for the opening tag. Returns the remaining text, or "" while undecided."""
        start = text.lstrip()
        if start.startswith(self._open):
            self._state = OPENED
            return start[len(self._open) :]
        if self._open.startswith(start):
            self._held = text
            return ""
        self._state = PAST
        return text


def _split_partial_tag(text: str, tag: str) -> tuple[str, str]:
    """Split off the longest end of the text that may be the start of the tag."""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return text[:-size], text[-size:]
    return text, ""
