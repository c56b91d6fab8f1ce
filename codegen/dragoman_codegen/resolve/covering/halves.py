"""The values that one half of a file receives, and the check that it loses nothing of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dragoman_codegen.model import plan
from dragoman_codegen.model.program import File, Hub
from dragoman_codegen.model.types import Record, references
from dragoman_codegen.resolve.covering.check import Check, Start
from dragoman_codegen.resolve.covering.conditions import ROOT
from dragoman_codegen.resolve.covering.streams import Streams
from dragoman_codegen.resolve.covering.uses import Use
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.rules import Context
from dragoman_codegen.spec.problems import Place


def check_covered(file: File, half: Half, context: Context, default: Place, hub: Hub) -> None:
    """Add a problem for each field that is lost silently."""
    request = file.name == "request"
    uses, own = (
        Streams(half.source, half.tables.values(), request and context.half == "write", request),
        [rule for rule in file.rules.values() if rule.name.startswith(context.half)],
    )
    rules = {rule.name: _uses(rule, uses, half, context) for rule in (*context.shared_rules, *own)}
    places = {header.name: header.place for header in half.headers}
    if context.half == "read" and file.read_stream is not None:
        rules |= {name: (*uses.row(row),) for name, row in file.read_stream.groups}
    if endless := _endless(rules):
        text = "the rule applies itself to the same value, without an end; apply a rule to a part of the value"
        for name in endless:
            context.problems.add(places.get(name, default), f"{text}, or make the object", see="rule")
        return
    wide = list(uses.ignored(half.wide, ROOT))
    starts = [(kind, [*found, *wide]) for kind, found in _starts(file, context.half, own, uses, hub)]
    Check(
        context.half, half.source, context.declared, starts, rules, places, context.conditions,
        context.problems, default, context.covered, context.strict,
    ).run()  # fmt: skip


def _endless(rules: Mapping[str, Sequence[Use]]) -> list[str]:
    """Return the rules that apply themselves, directly or by others, to the value that they are applied to."""
    same = {
        name: {use.rule for use in uses if use.rule in rules and all(isinstance(hop, plan.Narrow) for hop in use.route)}
        for name, uses in rules.items()
    }
    found: list[str] = []
    for name in (name for name, applied in same.items() if applied):
        reached, waiting = set[str](), [*same[name]]
        while waiting:
            if (one := waiting.pop()) not in reached:
                reached.add(one)
                waiting += same[one]
        if name in reached:
            found.append(name)
    return found


def _uses(rule: plan.Rule, uses: Streams, half: Half, context: Context) -> tuple[Use, ...]:
    """Return the uses of a rule, which are found once if several providers share it."""
    parts = rule, half.source, *half.tables.values()
    key, known = (uses.apart, uses.sent, *map(id, parts)), context.compiled.uses
    if key not in known:
        known[key] = tuple(uses.rule(rule)), parts
    return known[key][0]


def _starts(file: File, half: str, rules: list[plan.Rule], uses: Streams, hub: Hub) -> Iterator[Start]:
    if file.name == "stream":
        yield from _of_stream(file, half, uses, hub)
        return
    root = file.roots.get(half) if file.name != "lists" else None
    called = {name for rule in rules for name in rule.calls} if file.name == "lists" else ()
    for rule in rules:
        if rule.name == root or root is None and rule.name not in called:
            yield rule.source, [Use((), rule=rule.name)]


def _of_stream(file: File, half: str, uses: Streams, hub: Hub) -> Iterator[Start]:
    """Yield an event of the read half, and those that frames of the write half are made from."""
    if half == "read" and file.read_stream is not None:
        yield file.scope.ref(file.event), [use for row in file.read_stream.rows for use in uses.row(row)]
    if half == "write" and file.write_stream is not None:
        for call, kinds in file.write_stream.calls:
            for kind, frames in kinds:
                yield from _event(f"{call.capitalize()}Event", hub.received(call, kind), [*uses.frames(frames)], uses)


def _event(event: str, received: Collection[str], found: list[Use], uses: Streams) -> Iterator[Start]:
    """Yield an event that frames are written from, and what they use of it. Of its values, the frames are to carry
    those that they receive, and records that they use."""
    shape = uses.source.shapes.get(event)
    if not found or not isinstance(shape, Record):
        return
    used = {str(use.route[0]) for use in found if use.route}
    other = (
        one.name
        for one in shape.fields.values()
        if one.name not in received and not (one.wire in used and references(one.type))
    )
    yield uses.source.ref(event), [*found, Use((), fields=frozenset(f"{event}.{name}" for name in other))]
