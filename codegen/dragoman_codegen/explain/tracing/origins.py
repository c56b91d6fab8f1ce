"""Origins: for each part of a value, the parts of the source that it was made of, and the lines that made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dragoman_codegen.interpret.snapshots import Key, Snapshot, Steps
from dragoman_codegen.model.plan import BEFORE_LAST

Phase = Literal["read", "pass", "write", "patch", "profile", "runtime", "loss", "ignore"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A line that made something. `place`: file:line:column; `rule`: its rule; `name`: its pass."""

    phase: Phase
    place: str
    rule: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from. `depends`: parts of the source that only decided that it exists; `members`: origins
    of the members of an object or list; `copied`: without `members`, each member is the one of the only source."""

    sources: tuple[Steps, ...] = ()
    refs: tuple[Ref, ...] = ()
    depends: tuple[Steps, ...] = ()
    members: Mapping[Key, Origin] | None = None
    copied: bool = False

    def at(self, key: Key) -> Origin:
        """Return the origin of a member."""
        if self.members is not None:
            return self.members.get(key, NONE)
        if self.copied and len(self.sources) == 1:
            return Origin(((*self.sources[0], key),), self.refs, self.depends, None, True)
        return self

    def by(self, ref: Ref | None, deep: bool = False) -> Origin:
        """Add a line, and with `deep` to the members too."""
        if ref is None or self is NONE:
            return self
        members = self.members
        if deep and members is not None:
            members = {key: member.by(ref, True) for key, member in members.items()}
        refs = self.refs if self.refs[-1:] == (ref,) else (*self.refs, ref)
        return replace(self, refs=refs, members=members)

    def within(self, key: Key) -> Origin:
        """Return the origin with sources in a member of a larger value."""
        members = {one: member.within(key) for one, member in self.members.items()} if self.members else self.members
        sources, depends = (tuple((key, *one) for one in group) for group in (self.sources, self.depends))
        return replace(self, sources=sources, depends=depends, members=members)

    def depending(self, sources: Iterable[Steps]) -> Origin:
        return replace(self, depends=merged(self.depends, sources)) if self is not NONE else self


RUNTIME = Ref("runtime", "")
NONE = Origin()
COMPLETED = Origin((), (RUNTIME,))  # of what the runtime adds
SOURCE = Origin(((),), copied=True)  # of the whole source
REQUEST = Origin((("$request",),), copied=True)  # of the client's request, where an answer is written


def merged(*groups: Iterable[Steps]) -> tuple[Steps, ...]:
    """Return sources without repetition."""
    return tuple(dict.fromkeys(source for group in groups for source in group))


def union(origins: Iterable[Origin]) -> Origin:
    """Return the origin of a value that was made of several."""
    found = [origin for origin in origins if origin is not NONE]
    refs = tuple(dict.fromkeys(ref for one in found for ref in one.refs))
    return Origin(merged(*(one.sources for one in found)), refs, merged(*(one.depends for one in found)))


def walked(value: object, origin: Origin, steps: Iterable[Key]) -> Origin:
    """Return the origin at the end of a path, as `interpret.rules.walk` returns the value; `*` maps over a list."""
    rest = list(steps)
    while rest:
        key = rest.pop(0)
        if isinstance(value, Snapshot) or value is None:
            return NONE
        if key == "*":
            if not isinstance(value, list):
                return NONE
            members: dict[Key, Origin] = {at: walked(item, origin.at(at), rest) for at, item in enumerate(value)}
            return Origin(origin.sources, origin.refs, origin.depends, members)
        if key == BEFORE_LAST:
            value = value[:-1] if isinstance(value, list) else None
            continue
        if isinstance(key, int):
            if not isinstance(value, list) or not -len(value) <= key < len(value):
                return NONE
            key %= len(value)
            value = value[key]
        else:
            value = value.get(key) if isinstance(value, dict) else None
        origin = origin.at(key)
    return NONE if value is None else origin
