"""The check that no branch of a `$case` loses a field silently that another branch carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman_codegen.model.types import Record, Scope
from dragoman_codegen.resolve.covering.marks import Branch, Coverage
from dragoman_codegen.spec.problems import Place


@dataclass(slots=True)
class Branching:
    """A `$case` in a rule. `record`: the one in whose scope it stands, if it is the same in all branches; `records`:
    those of the branches otherwise."""

    number: int
    rule: str
    subject: str
    outer: Branch  # the branches that it stands in
    record: str = ""
    records: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)  # of its branches


def lost_in_branches(
    cover: Coverage, branchings: list[Branching], scope: Scope
) -> Iterator[tuple[Place, str, str, str]]:
    """Yield fields that some branches of a `$case` carry, drop or ignore, and others lose: the place of the branch, the
    record, the field and the branch."""
    bare = {name for name, _ in cover.bare}
    for case in branchings:
        for record in dict.fromkeys((case.record, *case.records.values())):
            shape = scope.shapes.get(record)
            keys = [key for key in case.places if case.records.get(key, case.record) == record]
            met = {key: _fields(cover, case, record, key) | bare for key in keys}
            for name in shape.fields if isinstance(shape, Record) else ():
                losing = [key for key in keys if name not in met[key]]
                for key in losing if len(losing) < len(keys) else ():
                    yield case.places[key], record, name, f"{case.subject} is {key}"


def _fields(cover: Coverage, case: Branching, record: str, key: str) -> set[str]:
    """Return the fields of the record that a branch carries, drops or ignores, or something outside of the `$case`."""
    rules, at = _rules(cover, case, key), (case.number, key)
    marks = (mark for mark in (*cover.carried, *cover.named) if mark.record == record and mark.rule in rules)
    return {mark.field for mark in marks if _fits(mark.branch, case.outer, at)}


def _rules(cover: Coverage, case: Branching, key: str) -> set[str]:
    """Return the rules that one branch applies, and those that are applied beside the rule of the `$case`."""
    callers = {caller for caller, called, _ in cover.branch_calls if called == case.rule}
    found = {"", *callers, *(called for caller, called, _ in cover.branch_calls if caller in callers)}
    queue = [case.rule]
    while queue:
        rule = queue.pop()
        found.add(rule)
        queue += [
            called
            for caller, called, branch in cover.branch_calls
            if caller == rule
            and called not in found
            and (rule != case.rule or _fits(branch, case.outer, (case.number, key)))
        ]
    return found


def _fits(branch: Branch, outer: Branch, at: tuple[int, str]) -> bool:
    """Return whether something in a branch is in this one, or outside of the `$case`."""
    chosen = dict((*outer, at))
    return all(chosen.get(number, key) == key for number, key in branch)
