"""A file without what does not match the schema, from which its other problems are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from dragoman.config.schema.file import File
from dragoman.config.schema.routing import SHAPES

NO_PROFILE = "-"  # stands in for the profiles of a file that has none
MOST_CUTS = 10  # what hangs in one piece is cut in a few goes
Place = tuple[str | int, ...]


def plain(node: Any) -> Any:
    """Return a tree without its positions."""
    if isinstance(node, dict):
        return {_key(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    for kind in (bool, str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


def _key(key: object) -> str:
    """Return a key as text. One that is a list or a mapping may hold values, which no message may show."""
    return str(key) if key is None or isinstance(key, (str, int, float, date)) else "[a list or a mapping]"


def file_place(steps: Sequence[str | int]) -> Place:
    """Return the place in the file of a problem that pydantic reports."""
    return tuple(step for step in steps if step not in SHAPES)


@dataclass
class Remainder:
    """`tree`: what is left of the file; `numbers`: by the identity of a list in it, the positions of its items in the
    file."""

    tree: Any
    numbers: dict[int, list[int]] = field(default_factory=dict)

    def original(self, place: Place) -> Place:
        """Return the place in the file of a place in the remainder."""
        found: list[str | int] = []
        node = self.tree
        for step in place:
            numbers = self.numbers.get(id(node), ()) if isinstance(step, int) else ()
            found.append(numbers[step] if isinstance(step, int) and step < len(numbers) else step)
            node = _at(node, (step,))
        return tuple(found)

    def remove(self, places: Sequence[Place]) -> None:
        """Remove the values at places of the remainder."""
        found = [(_at(self.tree, place[:-1]), place[-1]) for place in places if place]
        for holder, step in sorted(found, key=lambda one: one[1] if isinstance(one[1], int) else 0, reverse=True):
            if isinstance(holder, dict):
                holder.pop(step, None)
            elif isinstance(holder, list) and isinstance(step, int) and step < len(holder):
                self.numbers.setdefault(id(holder), list(range(len(holder)))).pop(step)
                holder.pop(step)


def without(tree: Any, error: ValidationError) -> tuple[File, Remainder] | None:
    """Return the file without what has the wrong shape, to report the other problems too; None if that is impossible.
    A missing value that another check needs has a stand-in."""
    left = Remainder(tree)
    for _ in range(MOST_CUTS):
        places: set[Place] = set()
        for problem in error.errors(include_url=False):
            place = tuple(step for step in file_place(problem["loc"]) if step != "[key]")
            missing = problem["type"] == "missing"
            rule = _at(tree, place[:-1]) if place[0] == "rules" and place[2:] == ("use",) else None
            if missing and isinstance(rule, dict):
                profiles = tree.get("profiles")
                rule["use"] = next(iter(profiles), "") if isinstance(profiles, dict) else ""
            else:
                places.add(place[:-1] if missing else place)
        left.remove(list(places))
        if not tree.get("profiles"):
            tree["profiles"] = {NO_PROFILE: {"provider": NO_PROFILE}}
        try:
            return File.model_validate(tree), left
        except ValidationError as next_one:
            error = next_one
    return None


def _at(tree: Any, steps: Sequence[str | int]) -> Any:
    """Return the value at a place; None if there is none."""
    for step in steps:
        if isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree
