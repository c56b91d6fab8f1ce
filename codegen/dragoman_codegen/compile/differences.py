"""What a provider's quirks change in its protocol, by comparing plans: rules, tables, types, checks, rows, passes.

A rule differs if its plan does, or if it uses one that differs; a check, if its type does or one that it looks into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dragoman_codegen.compile.protocols import File, Protocol
from dragoman_codegen.emit.checks import reachable
from dragoman_codegen.model import plan
from dragoman_codegen.model.types import Record, Scope, Shape, Tagged, Type


@dataclass(frozen=True, slots=True)
class Difference:
    """What of one file differs; all of it by name, in spec order."""

    types: tuple[str, ...]  # records that the file itself declares
    changed: frozenset[str]  # all records, wherever they are declared
    stale: frozenset[str]  # records that are the same, but hold one that is not
    tables: tuple[plan.Table, ...]
    rules: tuple[plan.Rule, ...]
    checks: frozenset[str]
    passes: tuple[str, ...]  # the halves whose passes differ
    stream: bool
    errors: bool

    def __bool__(self) -> bool:
        return bool(self.rules or self.stream or self.passes or self.errors or self.checks or self.tables)


def compare(file: File, old: File, dirty: set[str]) -> Difference:
    """`dirty`: the names of all rules and tables that differ, from `dirty_rules`."""
    changed = frozenset(name for name in file.scope.shapes if _fields(file.scope, name) != _fields(old.scope, name))
    tables = tuple(table for table in file.tables.values() if table.name in dirty and not table.missing)
    halves = (half for half in file.passes if half in file.roots)
    read = [(one.overflow, one.retry, one.without, one.statuses.get("read")) for one in (file, old)]
    return Difference(
        types=tuple(name for name in file.own if name in changed),
        changed=changed,
        stale=frozenset(_holding(file.scope, set(changed)) - changed),
        tables=tables if file.name == "types" else (),
        rules=tuple(rule for rule in file.rules.values() if rule.name in dirty),
        checks=frozenset(dirty_checks(file, old)),
        passes=tuple(half for half in halves if file.passes[half] != old.passes.get(half, ())),
        stream=file.read_stream != old.read_stream or uses(file.read_stream, dirty),
        errors=file.name == "errors" and read[0] != read[1],
    )


def dirty_rules(now: Protocol, base: Protocol) -> set[str]:
    """Rules and tables that differ, and all rules that use one of them."""
    dirty: set[str] = set()
    users: dict[str, set[str]] = {}
    for name, file in now.files.items():
        old = base.files[name]
        for rule in file.rules.values():
            if _bare(old.rules.get(rule.name)) != _bare(rule):
                dirty.add(rule.name)
            for called in rule.calls:
                users.setdefault(called, set()).add(rule.name)
        dirty |= {table.name for key, table in file.tables.items() if old.tables.get(key) != table}
    queue = list(dirty)
    while queue:
        for user in users.get(queue.pop(), set()):
            if user not in dirty:
                dirty.add(user)
                queue.append(user)
    return dirty


def _bare(rule: plan.Rule | None) -> plan.Rule | None:
    return replace(rule, comment="") if rule else None


def _holding(scope: Scope, changed: set[str]) -> set[str]:
    """The records that hold one of these, at any depth."""
    found = set(changed)
    while True:
        more = {
            name
            for name, shape in scope.shapes.items()
            if name not in found
            and isinstance(shape, Record)
            and any(re.search(rf"\b{other}\b", str(f.type)) for f in shape.fields.values() for other in found)
        }
        if not more:
            return found
        found |= more


def _fields(scope: Scope, name: str) -> object:
    shape = scope.shapes.get(name)
    if not isinstance(shape, Record):
        return None
    return [(f.name, f.wire, f.type, f.optional) for f in shape.fields.values()]


def uses(node: object, dirty: set[str]) -> bool:
    """Whether a part of a plan names one of these rules or tables."""
    return any(isinstance(part, str) and part in dirty for part in plan.within(node))


def checked(file: File) -> Type | None:
    """The type of what this file's read half is given, if a check of it comes first."""
    if file.name == "stream":
        return file.scope.ref(file.event)
    return file.rules[file.roots["read"]].source if file.name in ("response", "errors") else None


def dirty_checks(file: File, old: File) -> set[str]:
    """The types whose check is not the protocol's: they differ, are new there, or hold one that is dirty."""
    root, before = checked(file), checked(old)
    if root is None or before is None:
        return set()
    known = {shape.name for shape in reachable(old.scope, before)}
    holds = {shape.name: _held(shape) for shape in reachable(file.scope, root)}
    dirty = {name for name in holds if name not in known or holds[name] != _held(old.scope.shapes[name])}
    while more := {
        name
        for name, held in holds.items()
        if name not in dirty and any(re.search(rf"\b{one}\b", str(held)) for one in dirty)
    }:
        dirty |= more
    return dirty


def _held(shape: Shape) -> list[tuple[str, str, bool]]:
    if isinstance(shape, Record):
        return [(field.wire, str(field.type), field.optional) for field in shape.fields.values()]
    if isinstance(shape, Tagged):
        return [(shape.tag, shape.default, False), *((word, str(case), False) for word, case in shape.cases.items())]
    return []
