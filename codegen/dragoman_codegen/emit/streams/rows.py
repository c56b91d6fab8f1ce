"""Bodies of the methods for rows: guards, loops and branches."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.functions.leaves import Value
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.streams.actions import emit_actions
from dragoman_codegen.emit.streams.methods import Method, acts
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.types import snake


def emit_row(method: Method, new: Callable[[], Code], event: str) -> list[str]:
    code = new()
    code.depth = 2
    row = method.row
    base = "it"
    kind = event
    if method.prefix:
        first = row.guard or row.each
        assert first is not None
        base = (
            snake(str(method.prefix[-1].key))
            if isinstance(method.prefix[-1].key, str)
            else snake(str(method.prefix[-2].key)).rstrip("s")
        )
        kind = "Any"
        row = _shorten(row, len(method.prefix))
    code.used.add(base)
    code.heads["it"] = base
    code.heads["event"] = base
    if method.group:
        code.used.add("key")
        code.heads["key"] = "key"
    emit_body(code, row)
    if row.drops:
        code.depth = 3
        code.line("return True")
        code.depth = 2
        code.line("return False")
    if not code.lines:
        code.line("pass")
    result = "bool" if row.drops else "None"
    more = ", key: Any = None" if method.group else ""
    return [f"    def {method.name}(self, {base}: {'Any' if method.group else kind}{more}) -> {result}:", *code.lines]


def _shorten(row: plan.Row, by: int) -> plan.Row:
    """Return the row without the first steps of its own paths, which are read before it is called."""

    def cut(atom: plan.Path | plan.Const | None) -> Any:
        if not isinstance(atom, plan.Path) or atom.head != "it":
            return atom
        rest = enumerate(atom.steps[by:])
        steps = tuple(plan.Step(step.key, step.optional, step.nullable and at > 0) for at, step in rest)
        return plan.Path("it", steps, atom.type, atom.optional)

    def cut_all(found: plan.Alternatives | None) -> plan.Alternatives | None:
        if found is None:
            return None
        return replace(found, pipes=tuple(map(cut_pipe, found.pipes)))

    def cut_pipe(pipe: plan.Pipe) -> plan.Pipe:
        stages = (replace(one, arg=cut(one.arg)) if isinstance(one, plan.Call) else one for one in pipe.stages)
        return replace(pipe, atom=cut(pipe.atom), stages=tuple(stages))

    return replace(row, guard=cut_all(row.guard), each=cut_all(row.each))


def tag_of(code: Code, row: plan.Row) -> str:
    """Return the expression of the tag by which a row has rows."""
    assert row.subject is not None
    return code.path(row.subject) + (f" or {repr_str(row.default)}" if row.default else "")


def emit_body(code: Code, row: plan.Row) -> None:
    """Write what a row does, under its condition."""
    before = dict(code.heads)
    if row.guard is not None:
        value = code.named(Value(code.alternatives(row.guard, row.name), True), row.name)
        code.heads["value"] = value
        with code.block(f"if {value}:"):
            emit_body(code, replace(row, guard=None))
    elif row.each is not None and row.single:
        value = code.named(Value(code.alternatives(row.each, row.name), True), row.name)
        with code.block(f"if {value}:"):
            code.heads["it"] = value
            _inner(code, row)
    elif row.each is not None:
        expr = code.alternatives(row.each, "each", loose=True)
        if " if " in expr:
            expr = code.assign(expr, row.name + "_list")
        item = code.fresh("item" if row.name in ("", "else") else snake(re.sub(r"\W", "_", row.name)).rstrip("s"))
        over = f"{expr} or ()" if row.each.optional else expr
        if any(plan.paths(row, "nth")):
            code.heads["nth"] = code.fresh("nth")
            item, over = f"{code.heads['nth']}, {item}", f"enumerate({over})"
        with code.block(f"for {item} in {over}:"):
            item = item.rsplit(", ", 1)[-1]
            code.heads["it"] = item
            _inner(code, row)
    else:
        _inner(code, row)
    code.heads = before


def _inner(code: Code, row: plan.Row) -> None:
    if row.fresh:
        keys = ", ".join(code.alternatives(key, "key") for key in row.fresh)
        with code.block(f"if not self.blocks.seen({keys}):"):
            _inner(code, replace(row, fresh=()))
        return
    if row.subject is None and row.rows:
        for _, rows in row.rows:
            for one in rows:
                emit_body(code, one)
        return
    if row.subject is None:
        emit_actions(code, row, code.heads["it"])
        if not row.actions:
            code.line("pass")
        return
    expr = code.assign(tag_of(code, row), "kind")
    first = True
    for tags, rows in row.rows:
        if not rows or not acts(rows[0]):
            continue
        test = f"{expr} == {repr_str(tags[0])}" if len(tags) == 1 else f"{expr} in {literal(tuple(tags))}"
        with code.block(f"{'if' if first else 'elif'} {test}:"):
            emit_body(code, rows[0])
        first = False
    if row.other and acts(row.other[0]):
        skipped = tuple(tag for tags, rows in row.rows if rows and not acts(rows[0]) for tag in tags)
        with code.block(f"elif {expr} not in {literal(skipped)}:" if skipped else "else:"):
            emit_body(code, row.other[0])
