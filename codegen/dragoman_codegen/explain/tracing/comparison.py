"""Comparison of a value before and after Python code changed it: origins by identity, and by equality of leaves.

Passes and filters are functions, so that only their input and output is known. An object that is still the same
one keeps its origin; of a new one, the most similar object that vanished is taken; a changed text comes from the texts
that it contains.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from dragoman_codegen.explain.tracing.origins import NONE, Origin, Ref, merged, union
from dragoman_codegen.interpret.snapshots import Key, Snapshot

MIN_TEXT = 4
Slot = tuple[int, Key]  # identity of an object or list, and the key of a member


class Comparison:
    """`ref`: the line that called the code; `min_text`: characters of a text that is recognized at another place."""

    def __init__(self, before: Snapshot | Any, origin: Origin, ref: Ref | None, min_text: int = MIN_TEXT) -> None:
        self.before, self.origin, self.ref, self.min_text = before, origin, ref, min_text
        self.known: dict[int, tuple[Snapshot, Origin, int]] = {}  # identity -> value, origin, identity of its holder
        self.leaves: dict[Slot, tuple[Any, Origin]] = {}
        self.kept: set[Slot] = set()
        self.changed: list[Origin] = []  # of scalars that are not what they were
        self.present: set[int] = set()
        self.unmoved: set[Slot] = set()  # of scalars that are at the place where they were
        self.replaced: set[int] = set()  # objects and lists that a similar one stands for
        self._index(before, origin, 0)

    def _index(self, value: Snapshot | Any, origin: Origin, holder: int) -> None:
        if not isinstance(value, Snapshot):
            return
        self.known.setdefault(value.identity, (value, origin, holder))
        for key, member in value.members.items():
            if isinstance(member, Snapshot):
                self._index(member, origin.at(key), value.identity)
            else:
                self.leaves[value.identity, key] = (member, origin.at(key))

    def after(self, value: Snapshot | Any) -> Origin:
        """Return the origin of the value as it is afterwards."""
        self.present = set(_identities(value))
        shortest, self.min_text = self.min_text, sys.maxsize
        self._followed(value)  # finds what is still at its place, and no source of a text elsewhere
        self.unmoved, self.kept, self.changed, self.replaced = self.kept, set(), [], set()
        self.min_text = shortest
        return self._followed(value)

    def _followed(self, value: Snapshot | Any) -> Origin:
        if not isinstance(value, Snapshot):
            return self.origin if _same(value, self.before) else self._leaf(value, self.before, self.origin)
        return self._container(value, self.before, self.origin, 0)

    def vanished(self) -> Iterator[tuple[Any, Origin]]:
        """Yield what is gone: the leaves that no part of the result was made of, and objects and lists."""
        yield from (leaf for slot, leaf in self.leaves.items() if slot not in self.kept)
        for identity, (_, origin, _) in self.known.items():
            if identity not in self.present and identity not in self.replaced:
                yield None, origin

    def _container(self, value: Snapshot, near: Snapshot | Any, near_origin: Origin, holder: int) -> Origin:
        """`near`: what was at this place; `holder`: identity of what holds it now."""
        known = self.known.get(value.identity)
        moved = known is not None and known[2] != holder and holder in self.known
        old: Snapshot | None
        if known is not None:
            old, origin = known[:2]
        else:
            old, origin = self._similar(value, near, near_origin)
        if old is not None:
            self.replaced.add(old.identity)
        changed = moved or old is None or list(value.members) != list(old.members)
        members: dict[Key, Origin] = {}
        for key, member in value.members.items():
            before = old.members.get(key) if old is not None else None
            found = self._member(value, key, member, before, origin.at(key) if old is not None else NONE, old)
            members[key] = found
        if not changed and all(origin.at(key) == found for key, found in members.items()):
            return origin
        changed = changed or known is None
        if old is None:
            origin = Origin(merged(*(one.sources for one in members.values())), (), origin.sources)
        result = Origin(origin.sources, origin.refs, origin.depends, members)
        return result.by(self.ref) if changed else result

    def _member(
        self, holder: Snapshot, key: Key, member: Any, before: Any, origin: Origin, old: Snapshot | None
    ) -> Origin:
        if isinstance(member, Snapshot):
            return self._container(member, before, origin, holder.identity)
        if old is not None and not isinstance(before, Snapshot) and key in old.members and _same(before, member):
            self.kept.add((old.identity, key))
            return origin
        if old is not None and holder.is_list:
            at = next((at for at, one in old.members.items() if _same(one, member)), None)
            if at is not None:
                self.kept.add((old.identity, at))
                return self.leaves.get((old.identity, at), (None, NONE))[1]
        return self._leaf(member, before, origin)

    def _similar(self, value: Snapshot, near: Any, origin: Origin) -> tuple[Snapshot | None, Origin]:
        """Return the object or list that a new one replaces, with its origin."""
        if isinstance(near, Snapshot) and near.is_list == value.is_list and near.identity not in self.present:
            if near.is_list or not near.members or _shared(value, near):
                return near, origin
        best, most = None, 0
        for identity, (old, found, _) in self.known.items():
            if identity not in self.present and not old.is_list and not value.is_list:
                count = _shared(value, old)
                if count > most:
                    best, most = (old, found), count
        return best if best is not None else (None, NONE)

    def _leaf(self, value: Any, before: Any, origin: Origin) -> Origin:
        """Return the origin of a scalar that was changed or added."""
        if isinstance(before, str) and isinstance(value, str) and before and (before in value or value in before):
            return self._used(before, origin)
        if isinstance(value, str) and len(value) >= self.min_text:
            found = self._texts(value)
            if any(one.sources for _, one in found):  # not of constants only
                return union(self._used(text, one) for text, one in found).by(self.ref)
        if before is not None and not isinstance(before, Snapshot):
            return self._used(before, origin)
        return Origin((), (self.ref,) if self.ref else ())

    def _used(self, before: Any, origin: Origin) -> Origin:
        for slot, (value, found) in self.leaves.items():
            if found is origin or found == origin and _same(value, before):
                self.kept.add(slot)
        self.changed.append(origin)
        return Origin(origin.sources, origin.refs, origin.depends).by(self.ref)

    def _texts(self, value: str) -> list[tuple[str, Origin]]:
        """Return the texts that a text was made of: an equal one, else those that it contains."""
        texts = [leaf for slot, leaf in self.leaves.items() if isinstance(leaf[0], str) and slot not in self.unmoved]
        equal = sorted((one for one in texts if one[0] == value), key=lambda one: not one[1].sources)
        return equal[:1] or [one for one in texts if len(one[0]) >= self.min_text and one[0] in value]


def _identities(value: Snapshot | Any) -> Iterator[int]:
    if isinstance(value, Snapshot):
        yield value.identity
        for member in value.members.values():
            yield from _identities(member)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _shared(one: Snapshot, other: Snapshot) -> int:
    """Return how similar two objects are: how many of their members are equal, or the same."""
    count = 0
    for key, member in one.members.items():
        found = other.members.get(key)
        if isinstance(member, Snapshot):
            count += isinstance(found, Snapshot) and found.identity == member.identity
        elif member is not None and _same(member, found):
            count += 1
    return count
