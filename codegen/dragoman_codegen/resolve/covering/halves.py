"""The values that one half of a file receives, and the check that it loses nothing of them."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman_codegen.model import plan
from dragoman_codegen.model.program import File
from dragoman_codegen.model.types import Record, references
from dragoman_codegen.resolve.covering.check import Check, Start
from dragoman_codegen.resolve.covering.conditions import ROOT
from dragoman_codegen.resolve.covering.streams import Streams
from dragoman_codegen.resolve.covering.uses import Use, in_member
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.resolve.rules import Context
from dragoman_codegen.spec.problems import Place


def check_covered(file: File, half: Half, context: Context, default: Place) -> None:
    """Add a problem for each field that is lost silently."""
    uses, own = Streams(half.source), [rule for rule in file.rules.values() if rule.name.startswith(context.half)]
    rules = {rule.name: [*uses.rule(rule)] for rule in (*context.shared_rules, *own)}
    places = {header.name: header.place for header in half.headers}
    if context.half == "read" and file.read_stream is not None:
        rules |= {name: [*uses.row(row)] for name, row in file.read_stream.groups}
    wide = list(uses.ignored(half.wide, ROOT))
    starts = [(kind, [*found, *wide]) for kind, found in _starts(file, context.half, own, uses)]
    Check(
        context.half, half.source, context.declared, starts, rules, places, context.conditions,
        context.problems, default, context.covered,
    ).run()  # fmt: skip


def _starts(file: File, half: str, rules: list[plan.Rule], uses: Streams) -> Iterator[Start]:
    if file.name == "stream":
        yield from _of_stream(file, half, uses)
        return
    root = file.roots.get(half) if file.name != "lists" else None
    called = {name for rule in rules for name in rule.calls} if file.name == "lists" else ()
    for rule in rules:
        if rule.name == root or root is None and rule.name not in called:
            yield rule.source, [Use((), rule=rule.name)]


def _of_stream(file: File, half: str, uses: Streams) -> Iterator[Start]:
    """Yield an event of the read half, and the values of the hub's types that frames of the write half receive."""
    if half == "read" and file.read_stream is not None:
        yield file.scope.ref(file.event), [use for row in file.read_stream.rows for use in uses.row(row)]
    if half == "write" and file.write_stream is not None:
        for call, kinds in file.write_stream.calls:
            for _, frames in kinds:
                yield from _values(f"{call.capitalize()}Event", list(uses.frames(frames)), uses)


def _values(event: str, found: list[Use], uses: Streams) -> Iterator[Start]:
    """Yield the records of an event that frames use, and what they use of them."""
    shape = uses.source.shapes.get(event)
    for one in shape.fields.values() if isinstance(shape, Record) else ():
        leading = [use for use in found if use.route[:1] == (one.wire,)]
        inner = [moved for use in leading if (moved := in_member(use, event, one.name, one.wire)) is not None]
        if leading and references(one.type):
            yield one.type, inner
