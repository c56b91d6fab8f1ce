"""Reasoning tags: separates reasoning between two tags at the start of a text, with any chunking of the stream.

Some open models are served without a field for reasoning: their text starts with `<think>..</think>` (rule 2.2). White
space around the tags is removed. Templates of other models open the tag in the prompt, so that the text has the closing
tag alone: what precedes it is reasoning in a complete answer. In a stream it has been sent as text already, and a line
break replaces the tag. A tag elsewhere, or in quotation marks, is text.
"""

from __future__ import annotations

from typing import Final, Literal

Piece = tuple[Literal["text", "reasoning"], str]
HEAD: Final = "before the first text other than white space"
OPENED: Final = "after the opening tag"
INSIDE: Final = "in the reasoning"
CLOSED: Final = "after the closing tag"
UNOPENED: Final = "in a text without an opening tag"
PAST: Final = "in the text"
QUOTES: Final = tuple("`'\"")


class Tags:
    """Incremental splitter of one text. Without a closing tag everything is reasoning."""

    def __init__(self, open: str, close: str) -> None:
        self._open = open
        self._close = close
        self._held = ""
        self._said = False  # there was text before a closing tag
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
        if self._state is UNOPENED:
            text = self._unopened(text)
        if self._state is CLOSED:
            text = text.lstrip()
            self._state = PAST if text else CLOSED
        if text and self._state in (PAST, UNOPENED):
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
        self._state = UNOPENED
        return text

    def _unopened(self, text: str) -> str:
        """Look for a closing tag without an opening one. Returns the text that is certain."""
        if self._open in text:
            self._state = PAST
            return text
        place = lone(text, self._close)
        if place >= 0:
            before, text = text[:place], text[place + len(self._close) :]
            self._state = PAST if self._said or before.strip() else CLOSED
            return f"{before}\n{text}" if self._state is PAST else text
        text, partial = min(_split_partial_tag(text, tag) for tag in (self._open, self._close))
        quote = text[-1:] if text[-1:] in QUOTES else ""  # it decides whether a tag that follows counts
        text, self._held = text.removesuffix(quote), quote + partial
        if not self._said and not text.strip():
            text, self._held = "", text + self._held
        self._said = self._said or bool(text)
        return text


def split(text: str, open: str, close: str) -> tuple[str, str]:
    """Return the reasoning and the text of a complete answer."""
    start = text.lstrip()
    place = -1 if start.startswith(open) or not close else lone(text, close)
    if place >= 0 and open not in text[:place]:
        return text[:place].strip(), text[place + len(close) :].lstrip()
    tags = Tags(open, close)
    parts = {"reasoning": "", "text": ""}
    for kind, piece in [*tags.feed(text), *tags.end()]:
        parts[kind] += piece
    return parts["reasoning"], parts["text"]


def lone(text: str, close: str) -> int:
    """Return the place of the first closing tag that is not in quotation marks, or -1."""
    place = text.find(close)
    while place > 0 and text[place - 1] in QUOTES:
        place = text.find(close, place + 1)
    return place


def _split_partial_tag(text: str, tag: str) -> tuple[str, str]:
    """Split off the longest end of the text that may be the start of the tag."""
    if tag[0] not in text[1 - len(tag) :]:
        return text, ""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return text[:-size], text[-size:]
    return text, ""
