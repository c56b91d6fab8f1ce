"""Differences between two compiled specs: what a change newly loses, adds, removes or changes, for each provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from dragoman_codegen.model import plan
from dragoman_codegen.model.program import File, Program, Provider
from dragoman_codegen.report.losses import losses_of

Kind = Literal["loss", "silent", "field", "pass", "row", "patch", "table", "error", "setting"]
Verb = Literal["lost", "carried", "added", "removed", "changed"]
Facts = dict[tuple[Kind, str, str], tuple[Any, str]]  # kind, part of the protocol, name -> value, position
HALVES = (("request", "write"), ("response", "read"), ("stream", "read"), ("errors", "read"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `part`: request, response, stream, errors or provider; `place`: file:line:column in the new spec,
    or in the old one if it is not in the new one."""

    provider: str
    protocol: str
    verb: Verb
    kind: Kind
    part: str
    name: str
    place: str = ""


def changes_between(old: Program, new: Program) -> list[Change]:
    """Return the differences of the providers of two programs, in the order of their names."""
    before, after = _sides(old), _sides(new)
    found: list[Change] = []
    for key in sorted({*before, *after}):
        if key not in before or key not in after:
            found.append(Change(*key, "added" if key in after else "removed", "setting", "provider", "the provider"))
        else:
            found += _compared(key, _facts(before[key]), _facts(after[key]))
    return found


def _sides(program: Program) -> dict[tuple[str, str], Provider]:
    return {(side.name, side.protocol.name): side for one in program.providers.values() for side in one.sides()}


def _compared(key: tuple[str, str], old: Facts, new: Facts) -> Iterator[Change]:
    for fact in [*new, *(one for one in old if one not in new)]:
        kind, part, name = fact
        if fact not in old:
            verb: Verb = "lost" if kind in ("loss", "silent") else "added"
            yield Change(*key, verb, kind, part, name, new[fact][1])
        elif fact not in new:
            yield Change(*key, "carried" if kind in ("loss", "silent") else "removed", kind, part, name, old[fact][1])
        elif old[fact][0] != new[fact][0]:
            yield Change(*key, "changed", kind, part, name, new[fact][1])


def _facts(side: Provider) -> Facts:
    """Return what a provider does in one protocol, by name."""
    found: Facts = {}
    types = side.protocol.files["types"]
    for name, half in HALVES:
        file = side.protocol.files[name]
        for path, reason in losses_of(side.protocol, name, half):
            found["loss", name, f"{path}: {reason}"] = (None, "")
        for ignored in file.ignored.get(half, ()):
            what = ".".join(filter(None, (ignored.record, ignored.field)))
            found["silent", name, f"{what}: {ignored.reason}"] = (None, ignored.place)
        for source in (types, file):
            found.update(_fields(source, half, name))
            found.update(_tables(source, half, name))
        for one in file.passes.get(half, ()):
            found["pass", name, one.name] = ((*found.get(("pass", name, one.name), ((),))[0], one), one.places[-1][0])
    stream = side.protocol.files["stream"].read_stream
    for row in stream.rows if stream else ():
        found["row", "stream", row.name] = (row, row.place)
    for patch in side.patches:
        found["patch", "request", patch.because] = (patch, patch.place)
    errors = side.protocol.files["errors"]
    found["error", "errors", "texts and statuses"] = ((errors.texts, errors.retry, errors.statuses), errors.place)
    for name, value in _settings("", side.info):
        found["setting", "provider", name.removeprefix("sides.")] = (value, "")
    return found


def _settings(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield the values below maps, with the path of each."""
    if not isinstance(value, dict) or not value:
        yield path, value
        return
    for key, inner in value.items():
        yield from _settings(f"{path}.{key}".lstrip("."), inner)


def _fields(file: File, half: str, part: str) -> Iterator[tuple[tuple[Kind, str, str], tuple[Any, str]]]:
    """Yield the keys that the rules of a half make, by rule and path."""
    for rule in file.rules.values():
        if rule.name.startswith(half):
            header = f"{rule.target}{'*' if rule.many else ''} from {rule.source}"
            for path, value, place in _entries(rule.body, ""):
                yield ("field", part, f"{header}: {path}"), (value, place)


def _tables(file: File, half: str, part: str) -> Iterator[tuple[tuple[Kind, str, str], tuple[Any, str]]]:
    """Yield the tables of words that a half reads."""
    for table in file.tables.values():
        if table.name.startswith(half):
            yield ("table", part, table.name.removeprefix(f"{half}_")), (table, "")


def _entries(template: object, path: str) -> Iterator[tuple[str, object, str]]:
    """Yield the entries of a template that make a value. `path`: keys and cases on the way."""
    match template:
        case plan.Object(entries=entries):
            for entry in entries:
                inner = f"{path}.{entry.key}".lstrip(".")
                nested = list(_entries(entry.value, inner))
                place = entry.value.place if isinstance(entry.value, plan.When) else entry.place
                yield from nested or [(inner, entry.value, place)]
        case plan.Case(branches=branches, other=other):
            for words, branch in branches:
                yield from _entries(branch, f"{path}[{','.join(words)}]")
            if other is not None:
                yield from _entries(other, f"{path}[$else]")
        case plan.When(condition=condition, then=then, other=other):
            yield from _entries(then, f"{path}[when {condition}]")
            yield from _entries(other, path)
