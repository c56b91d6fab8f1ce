"""Differences between a provider's protocol and the protocol without its quirks, by comparing plans.

A rule differs if its plan does or if it uses one that differs; a check, if its type or a type within it does.
"""

from __future__ import annotations

from collections.abc import Collection

from dragoman_codegen.model import plan
from dragoman_codegen.model.program import Difference, File, Protocol
from dragoman_codegen.model.types import Record, Scope, Shape, Tagged, reachable, references


def compare(file: File, old: File, changed_names: Collection[str], dirty: Collection[str]) -> Difference:
    """`changed_names`: the rules and tables that differ; `dirty`: these, and the rules that use one of them."""
    shapes = file.scope.shapes.items()
    changed = frozenset(name for name, shape in shapes if _has_more(shape, old.scope.shapes.get(name)))
    tables = tuple(table for table in file.tables.values() if table.name in changed_names and not table.missing)
    halves = (half for half in file.passes if half in file.roots)
    read = [(one.texts, one.retry, one.without, one.refusals, one.statuses.get("read")) for one in (file, old)]
    return Difference(
        types=tuple(name for name in file.own if name in changed),
        changed=changed,
        stale=frozenset(_holding(file.scope, set(changed)) - changed),
        tables=tables if file.name == "types" else (),
        rules=tuple(rule for rule in file.rules.values() if rule.name in changed_names),
        inherits=any(name in dirty for name in file.rules),
        checks=frozenset(dirty_checks(file, old)),
        passes=tuple(half for half in halves if file.passes[half] != old.passes.get(half, ())),
        stream=file.read_stream != old.read_stream
        or bool(dirty)
        and not plan.texts(file.read_stream).isdisjoint(dirty),
        errors=file.name == "errors" and read[0] != read[1],
    )


def changed_rules(now: Protocol, base: Protocol, streams: Collection[object]) -> tuple[set[str], frozenset[str]]:
    """Return the rules and tables that are used and differ, with the rules whose code depends on how others differ, and
    these others.

    The code of a rule depends on whether a rule that it uses may return nothing or a list, and on which words a table
    that it uses has. `streams`: the plans of streams that are read under a condition.
    """
    files = [(file, base.files[name]) for name, file in now.files.items()]
    rules = [(rule, old.rules.get(rule.name)) for file, old in files for rule in file.rules.values()]
    tables = [(table, old.tables.get(key)) for file, old in files for key, table in file.tables.items()]
    changed = {rule.name for rule, before in rules if before != rule}
    changed |= {table.name for table, before in tables if before != table}
    signed = {rule.name for rule, before in rules if before is None or _signature(before) != _signature(rule)}
    signed |= {table.name for table, before in tables if before is None or _outcome(before) != _outcome(table)}
    if unsure := changed - {rule.name for rule, _ in rules}:
        used = {name for rule, _ in rules for name in rule.calls}
        changed -= unsure - used - plan.texts((*(file.read_stream for file, _ in files), *streams))
    dependent = {rule.name for rule, _ in rules if rule.calls & signed}
    return changed | dependent, frozenset(signed)


def _signature(rule: plan.Rule) -> tuple[object, ...]:
    return rule.many, rule.nullable, rule.target


def _outcome(table: plan.Table) -> tuple[object, ...]:
    return table.other, table.total, bool(table.missing), table.kind, table.prefixes


def using(names: Collection[str], protocol: Protocol) -> set[str]:
    """Return these rules and tables, and all rules that use one of them."""
    users: dict[str, set[str]] = {}
    for file in protocol.files.values():
        for rule in file.rules.values():
            for called in rule.calls:
                users.setdefault(called, set()).add(rule.name)
    found, queue = set(names), list(names)
    while queue:
        more = users.get(queue.pop(), set()) - found
        found |= more
        queue += more
    return found


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


def _has_more(shape: Shape, old: Shape | None) -> bool:
    """Whether a record is new, or has a field that the other one does not have with the same type."""
    if not isinstance(shape, Record) or not isinstance(old, Record):
        return isinstance(shape, Record)
    fields, known = ({(f.wire, f.type, f.optional) for f in one.fields.values()} for one in (shape, old))
    return not fields <= known


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
