"""YAML trees with positions.

Overlays are applied to these trees and rules are read from them, so that a message can name the line of the protocol
or provider that a problem comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dragoman_codegen.spec.problems import Place

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Leaf:
    value: Scalar
    place: Place


@dataclass(slots=True)
class Seq:
    items: list[Node]
    place: Place


@dataclass(slots=True)
class Map:
    entries: dict[str, Node]
    keys: dict[str, Place]  # where each key stands
    place: Place

    def sub(self, key: str) -> Map:
        """Return the map under `key`, or an empty one."""
        node = self.entries.get(key)
        return node if isinstance(node, Map) else Map({}, {}, self.place)

    def text(self, key: str) -> str:
        """Return the text under `key`, or ''."""
        node = self.entries.get(key)
        return str(node.value) if isinstance(node, Leaf) and node.value is not None else ""


@dataclass(slots=True)
class Fork:
    """A value that depends on a condition of the request: the result of an overlay with `when:`."""

    condition: int
    then: Node | None
    other: Node | None
    place: Place
    key: Place = Place()  # of the key that has the value `then`


Node = Leaf | Seq | Map | Fork


def empty(file: str = "") -> Map:
    return Map({}, {}, Place(file, 1, 1) if file else Place())


def plain(node: Node | None) -> Any:
    """Return the bare value of a node, as a YAML loader would."""
    match node:
        case Map():
            return {key: plain(value) for key, value in node.entries.items()}
        case Seq():
            return [plain(item) for item in node.items]
        case Leaf():
            return node.value
    return None


def within(node: Node | None) -> Iterator[Node]:
    """Yield a node and the nodes in it."""
    stack = [node]
    while stack:
        match part := stack.pop():
            case None:
                continue
            case Map(entries=entries):
                stack += reversed(entries.values())
            case Seq(items=items):
                stack += reversed(items)
            case Fork(then=then, other=other):
                stack += (other, then)
        yield part


def divided(node: Map, words: Iterable[str]) -> Fork | None:
    """Return a choice of two maps, if the value of one of these words in a map depends on a condition."""
    for word in words:
        if isinstance(value := node.entries.get(word), Fork):
            rest = {key: one for key, one in node.entries.items() if key != word}
            then, other = (
                Map(rest if one is None else {**node.entries, word: one}, node.keys, node.place)
                for one in (value.then, value.other)
            )
            return Fork(value.condition, then, other, value.place, value.key)
    return None


def last_change(node: Node, place: Place) -> Place:
    """Return where a quirk changes what is declared at a place; the place itself if none does."""
    return next((part.place for part in within(node) if part.place.file not in ("", place.file)), place)
