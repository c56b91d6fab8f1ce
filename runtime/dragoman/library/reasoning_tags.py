"""Reasoning tags: separates reasoning between two tags at the start of a text, with any chunking of the stream.

Some open models are served without a field for reasoning: their text starts with `<think>..</think>` (rule 2.2), or
with other tags. White space around the tags is removed. Reasoning that follows reasoning is separated too. Templates of
other models open the tag in the prompt, so that the text has the closing tag alone: what precedes it is reasoning in a
complete answer. In a stream it has been sent as text already, and a line break replaces the tag. A tag elsewhere, or in
quotation marks, is text. A start tag with an empty end tag is a marker before the text, which is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

Piece = tuple[Literal["text", "reasoning"], str]
HEAD: Final = "before the first text other than white space"
OPENED: Final = "after the opening tag"
INSIDE: Final = "in the reasoning"
CLOSED: Final = "after the closing tag or a marker"
UNOPENED: Final = "in a text without an opening tag"
PAST: Final = "in the text"
QUOTES: Final = tuple("`'\"")
BETWEEN: Final = "\n\n"  # of two pieces of reasoning


class Tags:
    """Incremental splitter of one text. `open`, `close`: a pair of tags, or several. Without a closing tag everything
    is reasoning."""

    def __init__(self, open: str | Sequence[str], close: str | Sequence[str]) -> None:
        self._pairs = pairs(open, close)
        self._ends = _alone(self._pairs)
        self._close = ""  # the end of the reasoning that began
        self._held = ""
        self._said = False  # there was text before a closing tag
        self._between = ""  # precedes the next piece of reasoning
        self._state = HEAD if self._pairs else PAST

    def feed(self, text: str) -> list[Piece]:
        """Return the pieces that are certain so far, none of them empty."""
        if self._state is PAST:
            return [("text", text)] if text else []
        text = self._held + text
        self._held = ""
        pieces: list[Piece] = []
        while text and self._state in (HEAD, OPENED, INSIDE, CLOSED):
            if self._state is INSIDE:
                text = self._inside(text, pieces)
            elif self._state is OPENED:
                text = text.lstrip()
                self._state = INSIDE if text else OPENED
            else:
                text = self._start(text)
        if self._state is UNOPENED:
            text = self._unopened(text)
            if self._closed:
                return pieces + self.feed(text)
        if text:
            pieces.append(("text", text))
        return pieces

    def end(self) -> list[Piece]:
        """Return the text that was held back, at the end of the stream."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [("reasoning" if self._state is INSIDE else "text", held)]

    @property
    def _closed(self) -> bool:
        return self._state is CLOSED

    def _start(self, text: str) -> str:
        """Check for an opening tag or a marker. Returns the remaining text, or "" while undecided."""
        start = text.lstrip()
        found = max(((tag, end) for tag, end in self._pairs if start.startswith(tag)), key=_length, default=None)
        if found is not None:
            self._close = found[1]
            self._state = OPENED if self._close else CLOSED
            return start[len(found[0]) :]
        if any(tag.startswith(start) for tag, _ in self._pairs):
            self._held = start if self._state is CLOSED else text
            return ""
        if self._state is CLOSED:
            self._state = PAST
            return start
        self._state = UNOPENED
        return text

    def _inside(self, text: str, pieces: list[Piece]) -> str:
        """Add the reasoning to the pieces. Returns what follows it."""
        thought, tag, rest = text.partition(self._close)
        if not tag:
            thought, self._held = _split_partial_tag(thought, self._close)
        if thought:
            pieces.append(("reasoning", self._between + thought))
            self._between = ""
        if tag:
            self._state, self._between = CLOSED, BETWEEN
        return rest

    def _unopened(self, text: str) -> str:
        """Look for a closing tag without an opening one. Returns the text that is certain."""
        if any(tag in text for tag, _ in self._pairs):
            self._state = PAST
            return text
        place, close = lone(text, self._ends)
        if place >= 0:
            before, text = text[:place], text[place + len(close) :]
            self._state = PAST if self._said or before.strip() else CLOSED
            return f"{before}\n{text}" if self._state is PAST else text
        tags = [*self._ends, *(tag for tag, _ in self._pairs)]
        text, partial = min((_split_partial_tag(text, tag) for tag in tags), key=lambda split: len(split[0]))
        quote = text[-1:] if text[-1:] in QUOTES else ""  # it decides whether a tag that follows counts
        text, self._held = text.removesuffix(quote), quote + partial
        if not self._said and not text.strip():
            text, self._held = "", text + self._held
        self._said = self._said or bool(text)
        return text


def split(text: str, open: str | Sequence[str], close: str | Sequence[str]) -> tuple[str, str]:
    """Return the reasoning and the text of a complete answer."""
    start, known = text.lstrip(), pairs(open, close)
    if not any(start.startswith(tag) for tag, _ in known):
        place, end = lone(text, _alone(known))
        if place >= 0 and not any(tag in text[:place] for tag, _ in known):
            return text[:place].strip(), text[place + len(end) :].lstrip()
    tags = Tags(open, close)
    parts = {"reasoning": "", "text": ""}
    for kind, piece in [*tags.feed(text), *tags.end()]:
        parts[kind] += piece
    return parts["reasoning"], parts["text"]


def pairs(open: str | Sequence[str], close: str | Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of tags. A single pair without an end tag is none."""
    if isinstance(open, str) or isinstance(close, str):
        return [(str(open), str(close))] if open and close else []
    return [(tag, end) for tag, end in zip(open, close, strict=True) if tag]


def _alone(known: Sequence[tuple[str, str]]) -> list[str]:
    """Return the end tags that count without a start tag: one of several pairs may end something else."""
    ends = [end for _, end in known if end]
    return [end for end in ends if ends.count(end) == 1]


def lone(text: str, ends: Iterable[str]) -> tuple[int, str]:
    """Return the place of the first closing tag that is not in quotation marks, or -1, and the tag."""
    found = [(place, end) for end in ends if (place := _lone(text, end)) >= 0]
    return min(found, default=(-1, ""))


def _lone(text: str, close: str) -> int:
    place = text.find(close)
    while place > 0 and text[place - 1] in QUOTES:
        place = text.find(close, place + 1)
    return place


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0])


def _split_partial_tag(text: str, tag: str) -> tuple[str, str]:
    """Split off the longest end of the text that may be the start of the tag."""
    if tag[0] not in text[1 - len(tag) :]:
        return text, ""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return text[:-size], text[-size:]
    return text, ""
