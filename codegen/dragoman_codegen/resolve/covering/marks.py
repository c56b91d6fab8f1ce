"""Records of what a half covers: fields and types, each with the rule and the conditions under which it is met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dragoman_codegen.spec.problems import Place

When = tuple[tuple[int, bool], ...]  # conditions of quirks, and how each must be


@dataclass(frozen=True, slots=True)
class Mark:
    """A field of a record, met in a rule (`""`: beside the rules) under conditions."""

    record: str
    field: str
    rule: str
    when: When


@dataclass(slots=True)
class Coverage:
    """What is met so far. `rule` and `when` are those of the template that is being resolved."""

    rule: str = ""
    when: When = ()
    carried: set[Mark] = field(default_factory=set)
    named: set[Mark] = field(default_factory=set)  # under `$drop` or `$ignore`
    reached: dict[tuple[str, str, When], Place] = field(default_factory=dict)  # record, rule, conditions
    calls: set[tuple[str, str, When]] = field(default_factory=set)  # rule, rule that it applies, conditions
    bare: set[tuple[str, When]] = field(default_factory=set)  # fields named alone, wherever they stand

    def carry(self, record: str, name: str) -> None:
        self.carried.add(Mark(record, name, self.rule, self.when))

    def name(self, record: str, name: str) -> None:
        self.named.add(Mark(record, name, self.rule, self.when))

    def reach(self, record: str, place: Place) -> None:
        self.reached.setdefault((record, self.rule, self.when), place)

    def call(self, rule: str) -> None:
        self.calls.add((self.rule, rule, self.when))

    @contextmanager
    def assuming(self, *when: tuple[int, bool]) -> Iterator[None]:
        """Record marks of a template that counts under further conditions."""
        before = self.when
        self.when = (*before, *(one for one in when if one not in before))
        yield
        self.when = before
