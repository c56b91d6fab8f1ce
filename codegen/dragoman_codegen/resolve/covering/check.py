"""The check of a half: no part of its source is lost silently, in any branch and under any conditions of quirks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman_codegen.model.conditions import condition_text, outcomes
from dragoman_codegen.model.program import Condition
from dragoman_codegen.model.types import Record, Scope, Type
from dragoman_codegen.resolve.covering.holes import INSIDE, Hole, Item
from dragoman_codegen.resolve.covering.uses import Use
from dragoman_codegen.resolve.covering.walk import Covered, Walk
from dragoman_codegen.spec.problems import Place, Problems
from dragoman_codegen.spec.yaml.tree import Map

Held = tuple[tuple[int, bool], ...]  # the conditions that a half depends on, and which of them hold
Start = tuple[Type, Sequence[Use]]  # a value that a half receives, and what is used of it


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
        chosen = sorted(outcomes([self.given[number] for number in numbers]), key=lambda held: (sum(held), held))
        return [tuple(zip(numbers, held, strict=True)) for held in chosen]

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
    """`half`: read or write; `rules`: what each uses of its source; `places`: where they are declared."""

    half: str
    source: Scope
    declared: Map
    starts: Sequence[Start]
    rules: Mapping[str, Sequence[Use]]
    places: Mapping[str, Place]
    conditions: Conditions
    problems: Problems
    default: Place
    covered: Covered
    strict: bool

    def run(self) -> None:
        """Add a problem for each field that is neither carried nor dropped with a reason."""
        combinations = self.conditions.combinations(self._used())
        missing: dict[Hole, list[Held]] = {}
        for held in combinations:
            for hole in self._holes(dict(held)):
                missing.setdefault(hole, []).append(held)
        grouped: dict[tuple[Place, Hole, str, str], list[str]] = {}  # the fields of a record that one place loses
        for hole, found in missing.items():
            always = len(found) == len(combinations)
            place, when, quirk = (self._place(hole), "", "") if always else self._conditional(found, combinations)
            grouped.setdefault((place, hole._replace(field=""), when, quirk), []).append(hole.field)
        for (place, hole, when, quirk), fields in grouped.items():
            names, verb, what = self._names(hole.record, fields)
            lost = f"{names} {verb} not carried in the {self.half} half{self._where(hole)}"
            text = f"{lost}{when or self._extended(hole.record)}{quirk}: {_hint(hole, what)}"
            self.problems.add(place, text, see="not-carried")

    def _holes(self, held: Mapping[int, bool]) -> Iterator[Hole]:
        """Yield the fields that one combination of conditions loses, each once in a rule."""
        walk = Walk(self.source, self.rules, held, self.covered, self.strict)
        everywhere: dict[tuple[str, str], Hole] = {}
        for kind, uses in self.starts:
            for hole in walk.holes(kind, walk.holding(uses)):
                known = everywhere.setdefault((hole.record, hole.field), hole)
                nested = bool(known.branches) and str(known.branches[0]).startswith(INSIDE)
                if nested:  # a place that is not nested is shown instead
                    everywhere[hole.record, hole.field] = hole
        if not everywhere:
            walk.remember()
        yield from everywhere.values()

    def _used(self) -> set[int]:
        """Return the conditions that a use depends on."""
        every = [use for uses in (*self.rules.values(), *(uses for _, uses in self.starts)) for use in uses]
        return {number for use in every for number, _ in use.when}

    @staticmethod
    def _where(hole: Hole) -> str:
        texts = [one for one in hole.branches if isinstance(one, str)]
        inside = "".join(f" {one}" for one in texts if one.startswith(INSIDE))
        inside += "".join(f" {one}" for one in hole.branches if isinstance(one, Item))
        branches = [one for one in texts if not one.startswith(INSIDE)]
        branches += ["it is an empty object"] if hole.empty else []
        return f"{inside} where {', and '.join(branches)}" if branches else inside

    def _names(self, record: str, fields: Sequence[str]) -> tuple[str, str, str]:
        """Return the names of fields as `$drop` takes them, with the verb and the pronoun that fit."""
        shape = self.source.shapes.get(record)
        if isinstance(shape, Record) and 1 < len(fields) == len(shape.fields):
            return f"{record}.*", "is", "it"
        one = len(fields) == 1
        return ", ".join(f"{record}.{field}" for field in fields), "is" if one else "are", "it" if one else "them"

    def _place(self, hole: Hole) -> Place:
        """Return where a field is to be carried: at the rule, or where it is declared."""
        if hole.place:
            return _placed(hole.place)
        rule = self.places.get(hole.rule, self.default)
        if self.source.name == "hub" or hole.branches:
            return rule
        return _field_place(self.declared, hole.record, hole.field) or self.default

    def _conditional(self, held: list[Held], combinations: list[Held]) -> tuple[Place, str, str]:
        """Return where and when some combinations lose a field, and in which quirk. Only conditions that matter are
        named."""
        needed = held[0]
        for one in held[0]:
            rest = tuple(other for other in needed if other != one)
            if rest and all(other in held for other in combinations if set(rest) <= set(other)):
                needed = rest
        quirk = self.conditions.quirk(needed) or self.conditions.quirk(tuple((number, True) for number, _ in needed))
        named = f" (quirk '{quirk.because}')" if quirk else ""
        return quirk.place if quirk else self.default, f" {self.conditions.text(needed)}", named

    def _extended(self, record: str) -> str:
        """Say that a spec adds fields to a type of the protocol, since it may mean a separate type."""
        node = self.declared.sub(record)
        own = {node.place.file, *(place.file for place in node.keys.values())} - {node.place.file}
        if self.source.name == "hub" or not own:
            return ""
        return f" ('{record}' is a type of the protocol: another type needs another name)"


def _hint(hole: Hole, what: str) -> str:
    """Return what to do about a hole."""
    if hole.empty:
        return f"make an object of it, or name its type under $ignore, as in '{hole.empty}: it states nothing'"
    later = next((one for one in hole.branches if isinstance(one, Item) and one.position), None)
    if later is None:
        return f"map {what}, or give a reason under $drop or $ignore"
    name = later.of or "items"
    reason = f"$drop: {{ {name}: {{ if: ${name}.{later.position}, because: reason }} }}"
    return f"map all items, as in '${name}.*' or '${name} -> Type', or give a reason for these, as in '{reason}'"


def _placed(text: str) -> Place:
    file, line, column = text.rsplit(":", 2)
    return Place(file, int(line), int(column))


def _field_place(declared: Map, record: str, field: str) -> Place | None:
    node = declared.sub(record)
    return next((node.keys[key] for key in (field, f"{field}?") if key in node.entries), None)
