"""The check that no field of the source is lost silently, under any combination of conditions of quirks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman_codegen.model.conditions import condition_text, outcomes
from dragoman_codegen.model.program import Condition
from dragoman_codegen.model.types import Record, Scope
from dragoman_codegen.resolve.covering.marks import Coverage, When
from dragoman_codegen.spec.load import Map
from dragoman_codegen.spec.problems import Place, Problems

Held = tuple[tuple[int, bool], ...]  # the conditions that a half depends on, and which of them hold


@dataclass(frozen=True, slots=True)
class Quirk:
    """A quirk with a condition, as messages name it."""

    condition: int
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of a provider's quirks, and the quirks that have them."""

    given: Sequence[Condition] = ()
    quirks: Sequence[Quirk] = ()

    def combinations(self, used: Collection[int]) -> list[Held]:
        """Return the combinations of these conditions that can occur, those with few that hold first."""
        numbers = sorted(used)
        chosen = {tuple(held[number] for number in numbers) for held in outcomes(self.given)} if numbers else {()}
        return [tuple(zip(numbers, held, strict=True)) for held in sorted(chosen, key=lambda held: (sum(held), held))]

    def text(self, held: Held) -> str:
        """Describe when a combination occurs."""
        true = [self.given[number] for number, holds in held if holds]
        return f"when {condition_text(true)}" if true else f"unless {condition_text(self.given[n] for n, _ in held)}"

    def quirk(self, held: Held) -> Quirk | None:
        """Return the last quirk whose condition holds."""
        true = {number for number, holds in held if holds}
        return next((quirk for quirk in reversed(self.quirks) if quirk.condition in true), None)


@dataclass(slots=True)
class Check:
    """`half`: read or write; `roots`: the rules that are applied without a call, None: all of them."""

    half: str
    cover: Coverage
    source: Scope
    declared: Map
    roots: Collection[str] | None
    conditions: Conditions
    problems: Problems
    default: Place

    def run(self) -> None:
        """Add a problem for each field of a reached type that is neither carried nor dropped with a reason."""
        combinations = self.conditions.combinations(self._used())
        missing: dict[tuple[str, str], list[tuple[Held, Place]]] = {}
        for held in combinations:
            for record, name, place in self._missing(dict(held)):
                missing.setdefault((record, name), []).append((held, place))
        for (record, name), found in missing.items():
            held, place = found[0]
            if len(found) == len(combinations):
                own = None if self.source.name == "hub" else _field_place(self.declared, record, name)
                where = place if self.source.name == "hub" else own or self.default
                text = f"{record}.{name} is not carried in the {self.half} half{self._extended(record)}"
                self._report(where, text)
            else:
                self._conditional(record, name, [one for one, _ in found], combinations)

    def _conditional(self, record: str, name: str, held: list[Held], combinations: list[Held]) -> None:
        """Report a field that some combinations lose. Only conditions that matter are named."""
        needed = held[0]
        for one in held[0]:
            rest = tuple(other for other in needed if other != one)
            if rest and all(other in held for other in combinations if set(rest) <= set(other)):
                needed = rest
        quirk = self.conditions.quirk(needed) or self.conditions.quirk(tuple((number, True) for number, _ in needed))
        text = f"{record}.{name} is not carried in the {self.half} half {self.conditions.text(needed)}"
        self._report(quirk.place if quirk else self.default, text, f" (quirk '{quirk.because}')" if quirk else "")

    def _report(self, place: Place, text: str, quirk: str = "") -> None:
        self.problems.add(place, f"{text}{quirk}: map it, or give a reason under $drop or $ignore", see="not-carried")

    def _extended(self, record: str) -> str:
        """Say that a spec adds fields to a type of the protocol, since it may mean a separate type."""
        node = self.declared.sub(record)
        own = {node.place.file, *(place.file for place in node.keys.values())} - {node.place.file}
        if self.source.name == "hub" or not own:
            return ""
        return f" ('{record}' is a type of the protocol: another type needs another name)"

    def _used(self) -> set[int]:
        """Return the conditions that a mark depends on."""
        cover = self.cover
        whens = {mark.when for mark in (*cover.carried, *cover.named)} | {when for _, when in cover.bare}
        whens |= {when for _, _, when in (*cover.reached, *cover.calls)}
        return {number for when in whens for number, _ in when}

    def _missing(self, held: Mapping[int, bool]) -> Iterator[tuple[str, str, Place]]:
        """Yield the fields that one combination of conditions loses."""
        rules = self._applied(held)
        marks = [mark for mark in (*self.cover.carried, *self.cover.named) if _holds(mark.when, held)]
        covered = {(mark.record, mark.field) for mark in marks if mark.rule in rules}
        bare = {name for name, when in self.cover.bare if _holds(when, held)}
        reached: dict[str, Place] = {}
        for (record, rule, when), place in self.cover.reached.items():
            if rule in rules and _holds(when, held):
                reached.setdefault(record, place)
        for name, place in reached.items():
            shape = self.source.shapes.get(name)
            for field in shape.fields if isinstance(shape, Record) else ():
                if (name, field) not in covered and field not in bare:
                    yield name, field, place

    def _applied(self, held: Mapping[int, bool]) -> set[str]:
        """Return the rules that are applied under these conditions, from the roots on; `""` stands beside them."""
        calls = [(caller, rule) for caller, rule, when in self.cover.calls if _holds(when, held)]
        every = {rule for _, rule, _ in self.cover.reached} | {""}
        found, queue = {""}, ["", *(every if self.roots is None else self.roots)]
        while queue:
            rule = queue.pop()
            found.add(rule)
            queue += [called for caller, called in calls if caller == rule and called not in found]
        return found


def _holds(when: When, held: Mapping[int, bool]) -> bool:
    return all(held[number] is wanted for number, wanted in when)


def _field_place(declared: Map, record: str, field: str) -> Place | None:
    node = declared.sub(record)
    return next((node.keys[key] for key in (field, f"{field}?") if key in node.entries), None)
