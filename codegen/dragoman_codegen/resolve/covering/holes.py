"""Holes: parts of a value that are lost silently, and where."""

from __future__ import annotations

from typing import NamedTuple

INSIDE = "within "  # begins the name of the member that a hole is in, before branches
VALUE = "it is "  # begins the type of a value
ORDINALS = ("first", "second", "third")


class Item(NamedTuple):
    """The place in a list that a hole is in. `position` None: the last item, or with `others` those before it.
    `others`: also all items behind the position. `of`: the name of the list."""

    position: int | None
    others: bool = False
    of: str = ""

    def __str__(self) -> str:
        of = f" of {self.of}" if self.of else ""
        if self.position is None:
            return f"in the items{of} before the last one" if self.others else f"in the last item{of}"
        ordinal = dict(enumerate(ORDINALS)).get(self.position, f"{self.position + 1}th")
        return f"in the {ordinal}{' and later items' if self.others else ' item'}{of}"


Branch = str | Item


class Hole(NamedTuple):
    """A field that is lost in a rule, or in some branches of it. Without a field: the value itself."""

    record: str = ""
    field: str = ""
    rule: str = ""
    branches: tuple[Branch, ...] = ()
    place: str = ""  # of a branch
    empty: str = ""  # the type of an object that is lost where it has no members

    def named(self, record: str, name: str) -> Hole:
        """Return this as a hole of a member, or in a member."""
        branches = tuple(_of(one, name, not self.record) for one in self.branches)
        own = (self.record, self.field) if self.record else (record, name)
        return Hole(*own, self.rule, branches, self.place, self.empty)

    def where(self, branch: Branch, place: str = "") -> Hole:
        return self._replace(branches=(branch, *self.branches), place=self.place or place)


Holes = tuple[Hole, ...]


def _of(branch: Branch, name: str, own: bool) -> Branch:
    """Name the value that a branch is about. `own`: it is the member itself."""
    if isinstance(branch, Item):
        return branch if branch.of else branch._replace(of=name)
    return f"{name} is {branch.removeprefix(VALUE)}" if own and branch.startswith(VALUE) else branch
