"""Differences between a provider's protocol and the protocol without its quirks, by comparing plans.

A rule differs if its plan does or if it uses one that differs; a check, if its type or a type within it does.
"""

from __future__ import annotations

from collections.abc import Collection

from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Difference, File, Protocol
from dragoman_codegen.model.types import Record, Scope, Shape, Tagged, reachable, references


def compare(file: File, old: File, dirty: Collection[str]) -> Difference:
    """Compare one file. `dirty`: names of all rules and tables that differ, from `dirty_rules`."""
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
        stream=file.read_stream != old.read_stream or plan.mentions(file.read_stream, dirty),
        errors=file.name == "errors" and read[0] != read[1],
    )


def dirty_rules(now: Protocol, base: Protocol) -> set[str]:
    """Return the rules and tables that differ, and all rules that use one of them."""
    dirty: set[str] = set()
    users: dict[str, set[str]] = {}
    for name, file in now.files.items():
        old = base.files[name]
        for rule in file.rules.values():
            if old.rules.get(rule.name) != rule:
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


def _holding(scope: Scope, changed: set[str]) -> set[str]:
    """Return the records that contain one of these, at any depth."""
    found = set(changed)
    while True:
        more = {
            name
            for name, shape in scope.shapes.items()
            if name not in found
            and isinstance(shape, Record)
            and any(references(f.type) & found for f in shape.fields.values())
        }
        if not more:
            return found
        found |= more


def _fields(scope: Scope, name: str) -> object:
    shape = scope.shapes.get(name)
    if not isinstance(shape, Record):
        return None
    return [(f.name, f.wire, f.type, f.optional) for f in shape.fields.values()]


def dirty_checks(file: File, old: File) -> set[str]:
    """Return the types whose check differs: changed, new, or containing one that is."""
    root, before = file.checked, old.checked
    if root is None or before is None:
        return set()
    known = {shape.name: shape for shape in reachable(old.scope, before)}
    now = reachable(file.scope, root)
    return {shape.name for shape in now if shape.name not in known or _held(shape) != _held(known[shape.name])}


def _held(shape: Shape) -> list[tuple[str, str]]:
    if isinstance(shape, Record):
        return [(field.wire, str(field.type)) for field in shape.fields.values()]
    if isinstance(shape, Tagged):
        cases = [(word, str(case)) for word, case in shape.cases.items()]
        return [(shape.tag, shape.default), ("", str(bool(shape.other))), *cases]
    return [(word, "") for word in shape.words]
