"""Records of what a half covers: fields and types, each with the rule and the conditions under which it is met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dragoman_codegen.spec.problems import Place

When = tuple[tuple[int, bool], ...]  # conditions of quirks, and how each must be
Branch = tuple[tuple[int, str], ...]  # branches of `$case`, each with the number of the `$case`


@dataclass(frozen=True, slots=True)
class Mark:
    """A field of a record, met in a rule (`""`: beside the rules) under conditions."""

    record: str
    field: str
    rule: str
    when: When
    branch: Branch = ()


@dataclass(slots=True)
class Coverage:
    """What is met so far. `rule`, `when` and `branch` are those of the template that is being resolved."""

    rule: str = ""
    when: When = ()
    branch: Branch = ()
    carried: set[Mark] = field(default_factory=set)
    named: set[Mark] = field(default_factory=set)  # under `$drop` or `$ignore`
    reached: dict[tuple[str, str, When], Place] = field(default_factory=dict)  # record, rule, conditions
    calls: set[tuple[str, str, When]] = field(default_factory=set)  # rule, rule that it applies, conditions
    branch_calls: set[tuple[str, str, Branch]] = field(default_factory=set)
    bare: set[tuple[str, When]] = field(default_factory=set)  # fields named alone, wherever they stand

    def carry(self, record: str, name: str) -> None:
        self.carried.add(Mark(record, name, self.rule, self.when, self.branch))

    def name(self, record: str, name: str) -> None:
        self.named.add(Mark(record, name, self.rule, self.when, self.branch))

    def reach(self, record: str, place: Place) -> None:
        self.reached.setdefault((record, self.rule, self.when), place)

    def call(self, rule: str) -> None:
        self.calls.add((self.rule, rule, self.when))
        self.branch_calls.add((self.rule, rule, self.branch))

    @contextmanager
    def assuming(self, *when: tuple[int, bool]) -> Iterator[None]:
        """Record marks of a template that counts under further conditions."""
        before = self.when
        self.when = (*before, *(one for one in when if one not in before))
        yield
        self.when = before

    @contextmanager
    def inside(self, case: int, key: str) -> Iterator[None]:
        """Record marks of a branch of a `$case`."""
        before = self.branch
        self.branch = (*before, (case, key))
        yield
        self.branch = before
