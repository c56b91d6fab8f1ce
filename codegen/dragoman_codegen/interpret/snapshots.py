"""Snapshots of JSON values that keep the identity of objects and lists, so that later changes in place can be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Key = str | int
Steps = tuple[Key, ...]


@dataclass(slots=True)
class Snapshot:
    """An object or list with its members as they were. It holds the original, so that its identity stays unique."""

    original: Any
    members: dict[Key, Snapshot | Any]  # keys of an object, or positions of a list

    @property
    def is_list(self) -> bool:
        return isinstance(self.original, list | tuple)

    @property
    def identity(self) -> int:
        return id(self.original)


def snapshot(value: Any) -> Snapshot | Any:
    """Return a snapshot of an object or list; another value is its own."""
    if isinstance(value, dict):
        return Snapshot(value, {key: snapshot(member) for key, member in value.items()})
    if isinstance(value, list | tuple):
        return Snapshot(value, {at: snapshot(member) for at, member in enumerate(value)})
    return value


def bare(value: Snapshot | Any) -> Any:
    """Return a copy of the value that a snapshot was made of."""
    if not isinstance(value, Snapshot):
        return value
    if value.is_list:
        return [bare(member) for member in value.members.values()]
    return {key: bare(member) for key, member in value.members.items()}


def unchanged(before: Snapshot | Any, after: Snapshot | Any) -> bool:
    """Return whether a value consists of the same objects with the same members in the same order."""
    if not isinstance(before, Snapshot) or not isinstance(after, Snapshot):
        return type(before) is type(after) and bool(before == after)
    if before.original is not after.original or list(before.members) != list(after.members):
        return False
    return all(
        unchanged(one, other) for one, other in zip(before.members.values(), after.members.values(), strict=True)
    )
