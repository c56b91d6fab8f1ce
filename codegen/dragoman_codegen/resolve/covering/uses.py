"""Uses of a value: the parts of it that a plan carries, drops or ignores, and the branches in which it does.

A use is relative to a value and follows it downwards: into a member, an item of a list, a case of a union.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from dragoman_codegen.model.plan import BEFORE_LAST, Narrow

Hop = str | int | Narrow  # a key in JSON spelling, a position in a list, all items of a list (`*`), or `of`
Route = tuple[Hop, ...]
When = tuple[tuple[int, bool], ...]  # conditions of quirks, and how each must be
PRESENCE = frozenset({""})  # fields of an object of which only the presence is known
YES, ELSE = "yes", "$else"


@dataclass(frozen=True, slots=True)
class Guard:
    """A branch that a use stands in: a `$case` over the value at a route, or a condition (`test`), whose branches are
    `yes` and `$else`."""

    text: str
    routes: tuple[Route, ...]  # of the values that decide
    branches: frozenset[str]  # the values for which it is this branch
    listed: frozenset[str]  # the values that are named
    words: tuple[str, ...] = ()  # all values, if they are declared
    test: bool = False
    partial: bool = False  # there may be no branch for a value
    total: bool = False  # something decides, whatever is absent
    places: tuple[tuple[str, str], ...] = field(default=(), compare=False)  # of the branches

    def __hash__(self) -> int:
        """Branches of one half that differ in the rest are few."""
        return hash((self.text, self.routes, self.branches))

    def moved(self, way: Callable[[Route], Route]) -> Guard:
        """Return the branch, seen from a part of the value."""
        routes = tuple(map(way, self.routes))
        return self if routes == self.routes else self.changed(routes, self.branches)

    @property
    def subject(self) -> tuple[str, tuple[Route, ...]]:
        """What decides: whether values are there, or else what the text asks."""
        return "" if self.test and self.routes else self.text, self.routes

    @property
    def other(self) -> Guard:
        """The branch that is taken where this one is not."""
        return self.changed(self.routes, frozenset({*self.listed, ELSE}) - self.branches)

    def changed(self, routes: tuple[Route, ...], branches: frozenset[str]) -> Guard:
        """Return this with other routes and branches. `replace` would take three times as long."""
        return Guard(
            self.text, routes, branches, self.listed, self.words, self.test, self.partial, self.total, self.places
        )

    def holds(self, value: str) -> bool:
        """Return whether the branch is the one for a value."""
        return (value if value in self.listed else ELSE) in self.branches


@dataclass(frozen=True, slots=True)
class Use:
    """A part of a value, whole unless a `rule` is applied to it or a filter returns some `fields` of what is in it."""

    route: Route
    guards: tuple[Guard, ...] = ()
    when: When = ()
    rule: str = ""
    fields: frozenset[str] = frozenset()  # as in "Text.text", at any depth

    @property
    def whole(self) -> bool:
        return not (self.route or self.rule or self.fields)

    def at(self, route: Route, guards: tuple[Guard, ...]) -> Use:
        return Use(route, guards, self.when, self.rule, self.fields)

    def within(self, outer: Use) -> Use:
        """Return the use of a value that is itself a part, with the branches of that part."""
        if not (outer.guards or outer.when):
            return self
        return Use(self.route, (*outer.guards, *self.guards), (*outer.when, *self.when), self.rule, self.fields)


def decided(uses: Iterable[Use], subject: tuple[str, tuple[Route, ...]], value: str) -> frozenset[Use]:
    """Return the uses that apply if a subject has a value."""
    found: set[Use] = set()
    for use in uses:
        about = [one for one in use.guards if one.subject == subject]
        if not about:
            found.add(use)
        elif all(one.holds(value) for one in about):
            found.add(use.at(use.route, tuple(one for one in use.guards if one.subject != subject)))
    return frozenset(found)


def leads_to(use: Use, record: str, name: str, wire: str, itself: bool = False) -> bool:
    """Return whether a use of a record is one of a member, or of something in it unless `itself`."""
    if use.route:
        return use.route[0] == wire
    return not (itself and use.fields) or f"{record}.{name}" in use.fields


def present(use: Use, record: str) -> bool:
    """Return whether a use carries that an object is there, also where it has no members."""
    there = use.whole or bool(use.fields & {*PRESENCE, f"{record}."}) and not use.route
    return there and all(ELSE in one.branches for one in use.guards)


def in_member(use: Use, record: str, name: str, wire: str) -> Use:
    """Return the use of a member of a record."""
    guards = tuple(one.moved(lambda way: way[1:] if way[:1] == (wire,) else way) for one in use.guards)
    fields = frozenset[str]() if f"{record}.{name}" in use.fields else use.fields
    return Use(use.route[1:], guards, use.when, use.rule, fields)


def positions(uses: Iterable[Use]) -> range:
    """Return the positions of a list that uses tell apart; the last one stands for all that follow."""
    found = [head for use in uses for way in (use.route, *(way for one in use.guards for way in one.routes))
             for head in way[: 2 if way and isinstance(way[0], Narrow) else 1] if isinstance(head, int)]  # fmt: skip
    return range(max(found) + 2) if found else range(1)


def in_items(uses: Iterable[Use], position: int) -> frozenset[Use]:
    """Return the uses of the item of a list at a position."""
    found: set[Use] = set()
    for use in uses:
        route = _item_route(use.route, position)
        if route is not None:
            guards = tuple(_item_guard(one, position) for one in use.guards)
            found.add(use if route == use.route and not guards else use.at(route, guards))
    return frozenset(found)


def last_items(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield the uses of the last item of a list, as those of every item."""
    for use in uses:
        if use.route[:1] == (-1,):
            yield use.at(("*", *use.route[1:]), use.guards)
        elif use.route[:1] != (BEFORE_LAST,):
            yield use


def items_before_last(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield the uses of the items before the last one of a list, as those of the items of a list."""
    for use in uses:
        if use.route[:1] == (BEFORE_LAST,):
            yield use.at(use.route[1:], use.guards)
        elif use.route[:1] != (-1,):
            yield use


def in_case(uses: Iterable[Use], tag: str, value: str) -> frozenset[Use]:
    """Return the uses of a case of a union; `value` ELSE: of one that is not declared."""
    found: set[Use] = set()
    for use in uses:
        if not use.guards and not (use.route and isinstance(use.route[0], Narrow)):
            found.add(use)
            continue
        about = [one for one in use.guards if not one.test and one.routes == ((tag,),)]
        if all(one.holds(value) for one in about):
            guards = tuple(one for one in use.guards if one not in about)
            found |= _narrowed(use.at(use.route, guards), lambda narrow: value in narrow.tags)
    return frozenset(found)


def in_class(uses: Iterable[Use], name: str) -> frozenset[Use]:
    """Return the uses of a value of a union without tags that has a Python class."""
    found: set[Use] = set()
    for use in uses:
        found |= _narrowed(use, lambda narrow: name in narrow.classes)
    return frozenset(found)


def _narrowed(use: Use, fits: Callable[[Narrow], bool]) -> set[Use]:
    """Return the use of a value for which an `of` holds or not; nothing if it excludes the use, or its branch."""
    route = _behind(use.route, fits)
    guards: list[Guard] = []
    for one in use.guards:
        ways = tuple(way for way in (_behind(way, fits) for way in one.routes) if way is not None)
        if ways or not one.routes or any(isinstance(way[0], Narrow) and way[0].many for way in one.routes if way):
            guards.append(one if ways == one.routes else one.changed(ways, one.branches))
        elif ELSE not in one.branches:
            return set()
    return set() if route is None else {use.at(route, tuple(guards))}


def _behind(route: Route, fits: Callable[[Narrow], bool]) -> Route | None:
    """Return what follows an `of` that holds; None if it does not."""
    head = route[0] if route else None
    if not isinstance(head, Narrow):
        return route
    if not fits(head):
        return None
    return (replace(head, classes=()), *route[1:]) if head.classes and head.tags else route[1:]


def _item_route(route: Route, position: int) -> Route | None:
    """Return a route into a list as one into its item at a position; None if it leads to others only."""
    if not route:
        return route
    head, *rest = route
    if isinstance(head, Narrow):
        inner = _item_route(tuple(rest), position)
        return None if inner is None else (replace(head, many=False, classes=()), *inner)
    return tuple(rest) if head in ("*", position) else None


def _item_guard(guard: Guard, position: int) -> Guard:
    """Return a branch that stands about a list as one about its item. That one of them has a tag is not of each, and an
    item exists if a later one does. What another item contains decides nothing about this one."""
    routes: list[Route] = []
    for way in guard.routes:
        found = _item_route(way, position)
        later = guard.test and isinstance(way[-1], int) and way[-1] < position if way else False
        if found is None and later and len(way) < 3:
            found = way[:-1] if len(way) == 1 or isinstance(way[0], Narrow) else None
        if found and isinstance(found[0], Narrow):
            routes.append((replace(found[0], many=True, classes=()), *found[1:]))
        elif found is not None:
            routes.append(found)
    return guard if guard.routes == tuple(routes) else guard.changed(tuple(routes), guard.branches)
