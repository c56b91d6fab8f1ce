"""The walk through a type: which parts of a value no use accounts for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman_codegen.model.plan import BEFORE_LAST
from dragoman_codegen.model.types import Either, Field, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words, reachable
from dragoman_codegen.resolve.covering.holes import INSIDE, VALUE, Hole, Holes, Item
from dragoman_codegen.resolve.covering.uses import (
    ELSE,
    PRESENCE,
    YES,
    Guard,
    Route,
    Use,
    decided,
    in_case,
    in_class,
    in_items,
    in_member,
    items_before_last,
    last_items,
    leads_to,
    positions,
    present,
)

CLASSES = {"str": "str", "int": "int", "num": "float", "bool": "bool"}


Key = tuple[Type, frozenset[Use], bool]


@dataclass(slots=True)
class Covered:
    """Values of which nothing is lost, with their uses. Names of rules in them stand for the content of these rules
    and of those that they apply, so that the protocol and its providers share what one of them found."""

    complete: set[Key] = field(default_factory=set)
    inner: dict[int, tuple[Scope, dict[Type, frozenset[str]]]] = field(default_factory=dict)  # by id of the scope
    numbers: dict[object, int] = field(default_factory=dict)

    def number(self, content: object) -> int:
        return self.numbers.setdefault(content, len(self.numbers))


class Walk:
    """Follows the uses of a value through its type, under one combination of conditions of quirks.

    `rules`: what each rule uses of its source; `strict`: objects are followed that have no members."""

    def __init__(
        self,
        source: Scope,
        rules: Mapping[str, Sequence[Use]],
        held: Mapping[int, bool],
        covered: Covered,
        strict: bool = False,
    ) -> None:
        self.source, self.held, self.covered, self.strict = source, held, covered, strict
        self.found: dict[Key, Holes] = {}
        self.inner = covered.inner.setdefault(id(source), (source, {}))[1]
        own = {name: tuple(self._held(uses)) for name, uses in rules.items()}
        numbers = {name: covered.number(uses) for name, uses in own.items()}
        called = {name: {use.rule for use in uses if use.rule in own} for name, uses in own.items()}
        self.names = {name: _content(name, numbers, called, covered) for name in own}
        self.known = {self.names[name]: [*map(self._named, uses)] for name, uses in own.items()}

    def holding(self, uses: Iterable[Use]) -> list[Use]:
        """Return the uses that apply under the conditions."""
        return [*map(self._named, self._held(uses))]

    def _held(self, uses: Iterable[Use]) -> Iterator[Use]:
        for use in uses:
            if not use.when:
                yield use
            elif all(self.held[number] is wanted for number, wanted in use.when):
                yield replace(use, when=())

    def _named(self, use: Use) -> Use:
        if not use.rule:
            return use
        return Use(use.route, use.guards, use.when, self.names.get(use.rule, use.rule), use.fields)

    def remember(self) -> None:
        """Keep what was followed, of which nothing is lost."""
        self.covered.complete.update(self.found)

    def holes(self, kind: Type, uses: Iterable[Use]) -> Holes:
        """Return the fields that are lost of a value."""
        given = kind, frozenset(uses), self.strict
        if given in self.covered.complete:
            return ()
        if given in self.found:
            return self.found[given]
        used, rule = self._expanded(given[1])
        key = kind, used, self.strict
        if key not in self.found:
            self.found[key] = ()  # of a value within itself
            self.found[key] = tuple(dict.fromkeys(self._holes(kind, used)))
        self.found[given] = tuple(one if one.rule else one._replace(rule=rule) for one in self.found[key])
        return self.found[given]

    def _holes(self, kind: Type, uses: frozenset[Use]) -> Iterator[Hole]:
        if any(use.whole and not use.guards for use in uses):
            return
        match kind:
            case ListOf(item):
                yield from self._items(item, uses)
            case Either(members):
                for member in members:
                    for hole in self.holes(member, in_class(uses, self._class(member))):
                        yield hole.where(f"{VALUE}{member}") if not hole.record else hole
            case Ref(_, name):
                yield from self._shape(self.source.shapes[name], uses)
            case _:
                yield from self._leaf(uses)

    def _items(self, item: Type, uses: frozenset[Use]) -> Holes:
        """Return what is lost of the items of a list, by position where uses tell them apart."""
        if any(use.route[:1] == (BEFORE_LAST,) for use in uses):
            parts = {Item(None): last_items(uses), Item(None, True): items_before_last(uses)}
            lost = {where: self._items(item, frozenset(chosen)) for where, chosen in parts.items()}
            both = set.intersection(*map(set, lost.values()))
            some = (hole.where(where) for where, holes in lost.items() for hole in holes if hole not in both)
            return (*(hole for hole in lost[Item(None)] if hole in both), *some)
        found = {position: self.holes(item, in_items(uses, position)) for position in positions(uses)}
        common = set.intersection(*map(set, found.values()))
        last = max(found)
        named = (
            hole.where(Item(position, position == last))
            for position, holes in found.items()
            for hole in holes
            if hole not in common
        )
        return (*(hole for hole in found[last] if hole in common), *named)

    def _shape(self, shape: Record | Tagged | Words, uses: frozenset[Use]) -> Iterator[Hole]:
        match shape:
            case Words():
                yield from self._leaf(uses)
            case Record(name=record, fields=fields):
                bare = self.strict and all(one.optional for one in fields.values())
                if bare and not any(present(use, record) for use in uses):
                    yield Hole(empty=record)
                for one in fields.values():
                    yield from self._member(record, one, uses)
            case Tagged(tag=tag, cases=cases, other=other):
                every = [*cases.items(), *([(ELSE, other)] if other else [])]
                for value, case in every:
                    several = sum(one == case for _, one in every) > 1
                    used, _ = self._expanded(in_case(uses, tag, value))
                    chosen = in_case(used, tag, value)
                    tags = (use.at((), use.guards) for use in chosen if use.route == (tag,))
                    chosen |= {replace(use, fields=PRESENCE) for use in tags}
                    for hole in self.holes(case, chosen):
                        yield hole.where(f"{tag} is {value}") if several else hole

    def _member(self, record: str, one: Field, uses: frozenset[Use]) -> Holes:
        leading = frozenset(self._leading(record, one, uses))

        def inner(chosen: frozenset[Use]) -> Holes:
            moved = [in_member(use, record, one.name, one.wire) for use in chosen]
            there = any(leads_to(use, record, one.name, one.wire, itself=True) for use in chosen)
            lost = self.holes(one.type, moved) if there else (Hole(),)
            return tuple(self._nested(hole, record, one).named(record, one.name) for hole in lost)

        return _in_branches(leading, one.wire, inner, lambda guard: self._absent(record, guard))

    def _absent(self, record: str, guard: Guard) -> bool:
        """Return whether the values that decide are fields of a record that may be absent."""
        return not guard.total and all(self._optional(record, way) for way in guard.routes)

    def _optional(self, record: str, way: Route) -> bool:
        for key in way:
            shape = self.source.shapes.get(record)
            fields = shape.fields.values() if isinstance(shape, Record) else ()
            found = next((one for one in fields if one.wire == key), None)
            if found is None or found.optional:
                return found is not None
            record = found.type.name if isinstance(found.type, Ref) else ""
        return False

    def _nested(self, hole: Hole, record: str, one: Field) -> Hole:
        """Name the member that a hole is in, if a value of the record can contain itself."""
        within = hole.record and any(name.startswith(f"{record}.") for name in self._within(one.type))
        return hole.where(f"{INSIDE}{record}.{one.name}") if within else hole

    def _leading(self, record: str, one: Field, uses: frozenset[Use]) -> Iterator[Use]:
        """Yield the uses of a member, and those that can be of something within it."""
        for use in uses:
            if use.fields and not use.route and f"{record}.{one.name}" not in use.fields:
                fields = use.fields & self._within(one.type)
                if fields:
                    yield Use((), use.guards, use.when, "", fields)
            elif leads_to(use, record, one.name, one.wire):
                yield use

    def _within(self, kind: Type) -> frozenset[str]:
        """Return the fields of the records that a value can contain, as in "Text.text", and the records: "Text."."""
        if kind not in self.inner:
            records = (shape for shape in reachable(self.source, kind) if isinstance(shape, Record))
            self.inner[kind] = frozenset(f"{record.name}.{name}" for record in records for name in ("", *record.fields))
        return self.inner[kind]

    def _leaf(self, uses: frozenset[Use]) -> Holes:
        """Return a value that is lost. Fields that a filter returns are not the value."""
        carrying = frozenset(use for use in uses if not use.fields)
        return _in_branches(carrying, "", lambda chosen: () if chosen else (Hole(),))

    def _expanded(self, uses: Iterable[Use]) -> tuple[frozenset[Use], str]:
        """Replace the rules that are applied to a value by what they use of it. Also returns the first of them."""
        found: set[Use] = set()
        queue, done, rules = list(uses), set[Use](), set[str]()
        while queue:
            use = _present(queue.pop())
            if use is None or use in done:
                continue
            done.add(use)
            if use.route or not use.rule:
                found.add(use)
            else:
                rules.add(use.rule.partition(" ")[0])
                queue += [inner.within(use) for inner in self.known.get(use.rule, ())]
        return frozenset(found), min(rules, default="")

    def _class(self, kind: Type) -> str:
        """Return the Python class by which a member of a union is selected."""
        if isinstance(kind, Prim):
            return CLASSES.get(kind.name, "dict")
        words = isinstance(kind, Ref) and isinstance(self.source.shapes[kind.name], Words)
        return "list" if isinstance(kind, ListOf) else "str" if words else "dict"


def _content(name: str, numbers: Mapping[str, int], called: Mapping[str, set[str]], covered: Covered) -> str:
    """Return the name of a rule with a number that stands for its content and that of the rules that it applies."""
    reached, queue = {name}, [name]
    while queue:
        more = called[queue.pop()] - reached
        reached |= more
        queue += more
    return f"{name} {covered.number((name, frozenset((one, numbers[one]) for one in reached)))}"


def _present(use: Use) -> Use | None:
    """Return the use of a value that is there, without conditions that ask whether it is; None if one excludes it."""
    asking = [one for one in use.guards if one.test and () in one.routes]
    if any(YES not in one.branches for one in asking):
        return None
    return use.at(use.route, tuple(one for one in use.guards if one not in asking)) if asking else use


def _in_branches(
    uses: frozenset[Use],
    wire: str,
    inner: Callable[[frozenset[Use]], Holes],
    absent: Callable[[Guard], bool] = lambda guard: False,
) -> Holes:
    """Return what is lost of a member in each branch that something outside of the member decides. A branch is named
    if the others do not lose the same. `absent`: whether the value that decides may be absent."""
    outer = next((one for use in uses for one in use.guards if not _about(one, wire)), None)
    if outer is None or any(use.whole and not use.guards for use in uses):
        return inner(uses)
    guards = [one for use in uses for one in use.guards if one.subject == outer.subject]
    places = {key: place for one in guards for key, place in one.places}
    values, rest = _values(guards, absent(outer))
    found = {value: _in_branches(decided(uses, outer.subject, value), wire, inner, absent) for value in values}
    common = set.intersection(*map(set, found.values()))
    some = (
        hole.where(_described(outer, value, rest), places.get(value, ""))
        for value, holes in found.items()
        for hole in holes
        if hole not in common
    )
    return (*(hole for hole in next(iter(found.values())) if hole in common), *some)


def _described(guard: Guard, value: str, rest: Sequence[str]) -> str:
    """Describe a branch. `rest`: the declared words that `$else` stands for; none: of a value that is absent."""
    if value == YES or value == ELSE and (guard.listed == {YES} or guard.words and not rest):
        there = value == YES
        if " | " in guard.text or " -> " in guard.text:
            return f"{guard.text} gives {'a value' if there else 'nothing'}"
        if " == " in guard.text:
            return f"{guard.text} {'holds' if there else 'does not hold'}"
        return f"{guard.text} is {'there' if there else 'absent'}"
    word = " or ".join(rest) if value == ELSE and 0 < len(rest) <= 3 else value
    return f"{guard.text} is {word.encode('unicode_escape').decode()}"


def _about(guard: Guard, wire: str) -> bool:
    return bool(wire) and any(route[:1] == (wire,) for route in guard.routes)


def _values(guards: list[Guard], absent: bool) -> tuple[list[str], Sequence[str]]:
    """Return the values that decide between branches, and the declared words that `$else` stands for."""
    words = next((one.words for one in guards if one.words), ())
    listed = dict.fromkeys(key for one in guards for key in sorted(one.listed))
    rest = [word for word in words if word not in listed]
    more = rest or absent if words else any(ELSE in one.branches or one.partial for one in guards)
    return [*listed, *([ELSE] if more else [])], rest
