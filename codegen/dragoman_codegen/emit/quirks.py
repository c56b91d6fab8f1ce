"""Code of shared quirks. Each is emitted once, as the classes of a protocol with this quirk alone, from which those of
providers inherit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dragoman_codegen.emit.protocol.classes import class_lines


@dataclass(slots=True)
class Class:
    """A class of a provider, or of a shared quirk. `bases`: those that hold the provider's shared rules; `base`: the
    class whose members it overrides; `kind`: its name in the protocol's modules."""

    name: str
    bases: list[str]
    base: str
    members: list[list[str]]
    about: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        self.kind = self.kind or self.name

    def lines(self) -> list[str]:
        return class_lines(
            self.name, ", ".join([*self.bases, self.base] if self.base else self.bases), self.members, self.about
        )

    def by_name(self) -> dict[str, list[str]]:
        return {_name(member): member for member in self.members}


def _name(member: list[str]) -> str:
    """Return the name of a member, which may begin with a comment."""
    line = next(line for line in member if not line.lstrip().startswith("#"))
    head = line.strip().removeprefix("def ").partition("(")[0]
    return head.partition(":")[0].partition(" ")[0]


@dataclass(slots=True)
class QuirkCode:
    """The code of a shared quirk in one protocol. `body`: of its module; `froms`: names that it may
    import, by module."""

    protocol: str
    classes: dict[str, Class] = field(default_factory=dict)
    check: list[str] = field(default_factory=list)  # of a stream's events
    body: list[str] = field(default_factory=list)
    froms: dict[str, set[str]] = field(default_factory=dict)


def inherit(classes: Collection[Class], quirks: Mapping[str, QuirkCode]) -> set[str]:
    """Let classes inherit from those of the quirks, and remove the members that they inherit then. Return the names of
    these quirks."""
    found: set[str] = set()
    bases = {one.name: one.bases for one in classes}
    for one in classes:
        own, inherited = one.by_name(), dict[str, list[str]]()
        for quirk, code in quirks.items():
            given = code.classes.get(one.kind)
            if given is None or any(f"{quirk}.{base}" not in bases.get(base, ()) for base in given.bases):
                continue  # the quirk changes shared rules that this provider has in another form
            members = given.by_name()
            new = [name for name, member in members.items() if own.get(name) == member and name not in inherited]
            if new and all(_fits(name, member, own, inherited) for name, member in members.items()):
                found.add(quirk)
                inherited = {**members, **inherited}
                one.bases.append(f"{quirk}.{one.kind}")
                one.base = "" if one.kind == one.name else one.base  # that of a quirk inherits from the protocol's
        one.members = [member for name, member in own.items() if inherited.get(name) != member]
    return found


def _fits(name: str, member: list[str], own: Mapping[str, list[str]], inherited: Mapping[str, list[str]]) -> bool:
    """Whether a class may inherit a member: it has the same one or overrides it. A method that calls the inherited one
    must not find that of a quirk instead of the protocol's."""
    mine = own.get(name)
    return mine is not None and (mine == member or not _calls(mine)) and not _calls(inherited.get(name, []))


def _calls(member: list[str]) -> bool:
    return any("super()" in line for line in member)
