"""Takes reasoning out of a text that has it between two tags at its head, wherever the stream was cut.

Some open models are served without a field for reasoning: `<think>..</think>` stands at the head of their text
(rule 2.2). White space around the tags is theirs, not the text's; a tag further on is text.
"""

from __future__ import annotations

from typing import Final, Literal

Piece = tuple[Literal["text", "reasoning"], str]
HEAD: Final = "before anything but white space"
OPENED: Final = "behind the opening tag"
INSIDE: Final = "inside"
CLOSED: Final = "behind the closing tag"
PAST: Final = "the rest is text"


class Tags:
    """Feed it the text as it comes; it says what is thought and what is text. Unclosed: all is thought."""

    def __init__(self, open: str, close: str) -> None:
        self._open = open
        self._close = close
        self._held = ""
        self._state = HEAD if open and close else PAST

    def feed(self, text: str) -> list[Piece]:
        """The pieces that are certain by now, none of them empty."""
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
                thought, self._held = _without_beginning(thought, self._close)
            if thought:
                pieces.append(("reasoning", thought))
        if self._state is CLOSED:
            text = text.lstrip()
            self._state = PAST if text else CLOSED
        if self._state is PAST and text:
            pieces.append(("text", text))
        return pieces

    def end(self) -> list[Piece]:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [("reasoning" if self._state is INSIDE else "text", held)]

    def _head(self, text: str) -> str:
        """Decide whether the text begins with the tag; what is left of it, or "" with all of it held."""
        start = text.lstrip()
        if start.startswith(self._open):
            self._state = OPENED
            return start[len(self._open) :]
        if self._open.startswith(start):
            self._held = text
            return ""
        self._state = PAST
        return text


def _without_beginning(text: str, tag: str) -> tuple[str, str]:
    """Cut off the longest end of the text that may be the beginning of the tag."""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return text[:-size], text[-size:]
    return text, ""
