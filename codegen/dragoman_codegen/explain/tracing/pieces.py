"""Pieces of a stream: the values that were read from a provider's events, to find the origins of what is sent.

Between reading and writing, the runtime orders, joins and completes the pieces. A value is recognized by its name and
content: a text by the earliest equal piece that is not sent yet, or by the pieces that it was joined from.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from dragoman.values import json_text
from dragoman_codegen.explain.tracing.origins import COMPLETED, NONE, RUNTIME, Origin, merged, union

TEXT = "text"
NAMES = {
    "delta": TEXT,
    "complete": TEXT,
    "input": TEXT,
    "at_close": "signature",
    "details": "signature",
    "named": "model",
}


@dataclass(eq=False, slots=True)
class Piece:
    """A value that was read from an event. `sent`: a value that the client received was found to come from it."""

    value: Any
    origin: Origin
    event: int
    sent: bool = False


class Pieces:
    """The pieces of one stream by name and content. `event`: the number of the event that is read."""

    def __init__(self) -> None:
        self.event = 0
        self.objects: dict[int, Piece] = {}
        self.equal: dict[tuple[str, type, object], list[Piece]] = defaultdict(list)
        self.last: dict[str, Piece] = {}
        self.texts: list[Piece] = []  # not sent yet

    def add(self, name: str, value: Any, origin: Origin) -> None:
        """Add a value and its members."""
        if value is None or origin is NONE:
            return
        name = NAMES.get(name, name)
        piece = self.last[name] = Piece(value, origin, self.event)
        if name == TEXT and value != "":
            self.texts.append(piece)
        if isinstance(value, dict | list):
            self.objects[id(value)] = piece
            for key, member in value.items() if isinstance(value, dict) else enumerate(value):
                self.add(str(key) if isinstance(value, dict) else name, member, origin.at(key))
        else:
            self.equal[name, type(value), value].append(piece)

    def origin(self, name: str, value: Any) -> Origin:
        """Return the origin of a value that is sent under this name."""
        name = NAMES.get(name, name)
        if value is None:
            return NONE
        if isinstance(value, dict | list):
            return self._container(name, value)
        if name == TEXT:
            return self._text(value)
        found = self.equal.get((name, type(value), value), ())
        if found:
            piece = found[-1]
            if isinstance(value, str):
                piece = next((one for one in found if not one.sent), piece)
            piece.sent = True
            return piece.origin
        last = self.last.get(name)
        return last.origin.by(RUNTIME) if last is not None else COMPLETED

    def _container(self, name: str, value: Any) -> Origin:
        piece = self.objects.get(id(value))
        if piece is not None:
            return piece.origin
        items = value.items() if isinstance(value, dict) else enumerate(value)
        members = {key: self.origin(str(key) if isinstance(value, dict) else name, one) for key, one in items}
        return Origin(merged(*(one.sources for one in members.values())), (RUNTIME,), (), members)

    def _text(self, value: str) -> Origin:
        """Return the origin of a text: an equal piece, of this event if possible, else the pieces that it contains,
        else a piece that contains it."""
        equal = [one for one in self.texts if one.value == value or same_json(one.value, value)]
        found = [one for one in equal if one.event == self.event][:1] or equal[:1]
        if not found:
            found = [one for one in self.texts if isinstance(one.value, str) and one.value in value]
        if not found:
            found = [one for one in self.texts if isinstance(one.value, str) and value in one.value][:1]
        self.texts = [one for one in self.texts if one not in found]
        changed = len(found) != 1 or found[0].value != value
        origin = union(one.origin for one in found)
        return origin.by(RUNTIME) if found and changed else origin if found else COMPLETED


def same_json(value: Any, text: str) -> bool:
    """Return whether a value was written as this text."""
    if not isinstance(value, dict | list):
        return False
    try:
        return bool(json_text.loads(text.encode()) == value)
    except ValueError:
        return False
