"""Uses of a value: the parts of it that a plan carries, drops or ignores, and the branches in which it does.

A use is relative to a value and follows it downwards: into a member, an item of a list, a case of a union.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from dragoman_codegen.model.plan import Narrow

Hop = str | int | Narrow  # a key in JSON spelling, a position in a list, all items of a list (`*`), or `of`
Route = tuple[Hop, ...]
When = tuple[tuple[int, bool], ...]  # conditions of quirks, and how each must be
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
    places: tuple[tuple[str, str], ...] = field(default=(), compare=False)  # of the branches

    def moved(self, way: Callable[[Route], Route]) -> Guard:
        """Return the branch, seen from a part of the value."""
        routes = tuple(map(way, self.routes))
        return self if routes == self.routes else replace(self, routes=routes)

    @property
    def subject(self) -> tuple[str, tuple[Route, ...]]:
        return self.text, self.routes

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


def in_member(use: Use, record: str, name: str, wire: str) -> Use:
    """Return the use of a member of a record."""
    guards = tuple(one.moved(lambda way: way[1:] if way[:1] == (wire,) else way) for one in use.guards)
    fields = frozenset[str]() if f"{record}.{name}" in use.fields else use.fields
    return Use(use.route[1:], guards, use.when, use.rule, fields)


def in_items(uses: Iterable[Use]) -> frozenset[Use]:
    """Return the uses of the items of a list."""
    found: set[Use] = set()
    for use in uses:
        route = _item_route(use.route)
        if route is not None:
            guards = tuple(one.moved(_item_guard) for one in use.guards)
            found.add(use if route == use.route and not guards else use.at(route, guards))
    return frozenset(found)


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
            guards.append(one if ways == one.routes else replace(one, routes=ways))
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


def _item_route(route: Route) -> Route | None:
    """Return a route into a list as one into its items."""
    if not route:
        return route
    head, *rest = route
    if isinstance(head, Narrow):
        inner = rest[1:] if rest and (rest[0] == "*" or isinstance(rest[0], int)) else rest
        return (replace(head, many=False, classes=()), *inner)
    return tuple(rest) if head == "*" or isinstance(head, int) else None


def _item_guard(route: Route) -> Route:
    """Return a route of a branch into a list as one into its items. That one of them has a tag is not of each."""
    found = _item_route(route)
    if found and isinstance(found[0], Narrow):
        return (replace(found[0], many=True), *found[1:])
    return route if found is None else found
