"""Parts of a body that are not in the result, without a loss, and the lines that say why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman_codegen.explain.data import Explanation, Silent
from dragoman_codegen.explain.steps import Steps as StepList
from dragoman_codegen.explain.tracing.origins import Ref
from dragoman_codegen.explain.tracing.trace import Stage, Trace
from dragoman_codegen.interpret.snapshots import Snapshot, Steps
from dragoman_codegen.model import plan, types
from dragoman_codegen.model.program import File
from dragoman_codegen.model.types import ListOf, Record, Scope, Tagged, Type


def silent_parts(found: Explanation, trace: Trace, hub: Scope, steps: StepList) -> list[Silent]:
    """Return the parts of the source that no link and no loss accounts for, and for which a line gives a reason."""
    used = {source for link in found.links for source in (*link.sources, *link.depends)}
    used |= {source for loss in found.losses for source in loss.sources}
    within = {source for link in found.links for source in link.sources if _is_scalar(found.result, link.path)}
    removed, why = _removed(trace), _reasons(trace, hub)
    parts: list[Silent] = []

    def visit(value: Any, path: Steps) -> bool:
        """Add the silent parts of a value. Returns whether nothing of it is used."""
        if path in within:
            return False
        known, inner = len(parts), list(value.items() if isinstance(value, dict) else enumerate(value))
        members = [
            visit(member, (*path, key)) if isinstance(member, dict | list) and member else leaf((*path, key))
            for key, member in inner
        ]
        unused = path not in used and all(members)
        if unused and path in removed:
            del parts[known:]
            add(path, "", removed[path])
        elif unused and path in why:
            del parts[known:]
            add(path, *why[path])
        return unused

    def leaf(path: Steps) -> bool:
        reason = ("", removed[path]) if path in removed else why.get(path)
        if path not in used and reason is not None:
            add(path, *reason)
        return path not in used

    def add(path: Steps, reason: str, ref: Ref) -> None:
        number = steps.number(ref)
        parts.append(Silent(path, reason or steps.found[number].doc, number))

    if isinstance(trace.source, dict):
        visit(trace.source, ())
    return _joined(parts, trace.source)


def _is_scalar(value: Any, path: Steps) -> bool:
    """Return whether the value at a path of a result is no object or list: it was made of all of its source."""
    for key in path:
        value = value[key]
    return not isinstance(value, dict | list)


def _removed(trace: Trace) -> dict[Steps, Ref]:
    """Return the sources of what passes and patches removed."""
    found: dict[Steps, Ref] = {}
    for _, origin, ref in trace.gone:
        for source in (*origin.sources, *origin.depends) if ref.place else ():
            found.setdefault(source, ref)
    return found


def _reasons(trace: Trace, hub: Scope) -> dict[Steps, tuple[str, Ref]]:
    """Return the reasons of fields that a half ignores, by their sources."""
    why: dict[Steps, tuple[str, Ref]] = {}
    for stage in trace.stages:
        for source, reason in _ignored(stage, hub):
            why.setdefault(source, reason)
    return why


def _ignored(stage: Stage, hub: Scope) -> Iterator[tuple[Steps, tuple[str, Ref]]]:
    """Yield the sources of the fields that a half ignores, with the reason and its line."""
    file = stage.protocol.files[stage.file]
    listed = _by_field(_holding(stage, stage.protocol.files["types"]))
    listed |= _by_field(_holding(stage, file))
    scopes = {"hub": hub, file.scope.name: file.scope}
    for path, record, name in _fields(stage.given, stage.kind, scopes, ()):
        one = listed.get((record, name)) or listed.get(("", name))
        if one is not None:
            origin = stage.given_origin
            for key in path:
                origin = origin.at(key)
            for source in origin.sources or origin.depends:
                yield source, (one.reason, Ref("ignore", one.place))


def _holding(stage: Stage, file: File) -> list[plan.Ignored]:
    """Return what a file ignores in the half of a stage, without the quirks whose conditions do not hold."""
    given = file.ignored.get(stage.half, ())
    return [one for one in given if all(stage.holds[number] is wanted for number, wanted in one.when)]


def _by_field(ignored: Sequence[plan.Ignored]) -> dict[tuple[str, str], plan.Ignored]:
    """Return the reason for each field: the first one that names it, before those that name all fields of a record."""
    named = Counter(one.place for one in ignored)
    found: dict[tuple[str, str], plan.Ignored] = {}
    for one in sorted(ignored, key=lambda one: named[one.place]):
        found.setdefault((one.record, one.field), one)
    return found


def _fields(
    value: Snapshot | Any, kind: Type, scopes: Mapping[str, Scope], path: Steps
) -> Iterator[tuple[Steps, str, str]]:
    """Yield the members of typed objects: their path, record and field."""
    if not isinstance(value, Snapshot):
        return
    for member in kind.members if isinstance(kind, types.Either) else (kind,):
        if isinstance(member, ListOf) and value.is_list:
            for at, item in value.members.items():
                yield from _fields(item, member.item, scopes, (*path, at))
        elif isinstance(member, types.Ref) and not value.is_list:
            record = _record(member, value, scopes)
            wires = {one.wire: one for one in record.fields.values()} if record else {}
            for key, inner in value.members.items():
                if record is not None and key in wires:
                    field = wires[str(key)]
                    yield (*path, key), record.name, field.name
                    yield from _fields(inner, field.type, scopes, (*path, key))


def _record(kind: types.Ref, value: Snapshot, scopes: Mapping[str, Scope]) -> Record | None:
    shape = scopes[kind.scope].shapes[kind.name]
    if isinstance(shape, Tagged):
        case = shape.cases.get(str(value.members.get(shape.tag) or shape.default), shape.other)
        return _record(case, value, scopes) if isinstance(case, types.Ref) else None
    return shape if isinstance(shape, Record) else None


def _joined(parts: list[Silent], source: Any) -> list[Silent]:
    """Join the parts of an object or list that is silent as a whole, for one reason."""
    silent = {part.source: part for part in parts}
    for path in sorted({part.source[:end] for part in parts for end in range(1, len(part.source))}, key=len)[::-1]:
        value = source
        for key in path:
            value = value[key]
        inner = [(*path, key) for key in (value if isinstance(value, dict) else range(len(value)))]
        found = [silent.get(one) for one in inner]
        if None not in found and len({(one.reason, one.step) for one in found if one}) == 1 and found[0]:
            for one in inner:
                del silent[one]
            silent[path] = Silent(path, found[0].reason, found[0].step)
    return sorted(silent.values(), key=lambda one: [str(key).zfill(6) for key in one.source])
