"""Readers of streams: a class with a method for each row.

`feed` reads the first path steps that rows share once. A provider's Reader is a subclass with the rows that differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.leaves import Value
from dragoman_codegen.emit.passes import param, pass_calls
from dragoman_codegen.emit.rules import Code
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.types import JSON, snake

New = Callable[[], Code]


@dataclass(frozen=True, slots=True)
class Method:
    """A row as a method. `prefix`: the first steps of its paths, which `feed` reads once for all such rows."""

    name: str
    prefix: tuple[plan.Step, ...]
    row: plan.Row
    group: bool = False  # called by rows, with a key


def methods(stream: plan.ReadStream) -> list[Method]:
    top = stream.rows
    groups = [Method(f"do_{name}", (), row, group=True) for name, row in stream.groups]
    if len(top) == 1 and top[0].subject is not None and top[0].guard is None and top[0].each is None:
        acting = ((tags, rows) for tags, rows in top[0].rows if rows and _acts(rows[0]))
        return [*(Method(row_name(tags[0]), (), rows[0]) for tags, rows in acting), *groups]
    return [*(Method(row_name(row.name), _prefix(row), row) for row in top), *groups]


def _acts(row: plan.Row) -> bool:
    return bool(row.actions or row.rows)


def row_name(name: str) -> str:
    return "on_" + re.sub(r"\W", "_", name)


def _prefix(row: plan.Row) -> tuple[plan.Step, ...]:
    """Return the steps that all paths into the event share, but for the last one and what follows a `*`."""
    if row.guard and row.each:
        return ()  # two places, one to look at and one to go over
    inside = (row.actions, row.subject, row.rows, row.other)
    if any(action.verb == "fail_from" for action in row.actions):
        return ()  # the whole event is the error body
    if any(plan.paths(inside, "event")) or (row.each is None and any(plan.paths(inside))):
        return ()  # it asks the event for something else too; within `each`, paths begin at the item
    paths = [path.steps for path in plan.paths((row.guard, row.each))]
    prefix = tuple(takewhile(lambda step: step.key != "*", paths[0][:-1])) if paths else ()
    return prefix if all(len(steps) > len(prefix) and steps[: len(prefix)] == prefix for steps in paths) else ()


def _splits(row: plan.Row) -> bool:
    """Whether the row splits its text at reasoning tags."""
    return any(word == "tags" for action in row.actions for word, _ in action.args)


def emit_reader(
    stream: plan.ReadStream,
    new: New,
    event: str,
    base: str,
    only: set[str] | None = None,
    feed: bool = True,
    name: str = "Reader",
    after: bool = False,
) -> list[str]:
    """Return the class. `only`: the rows that a subclass of `base` overrides; `after`: include the final passes."""
    lines = [f"class {name}({base}):"]
    subclass = only is not None
    rows = methods(stream)
    tags = [m for m in rows if _splits(m.row)]
    if not subclass or after or (tags and (only is None or any(m.name in only for m in tags))):
        lines += _init(rows, subclass)
    if after:
        lines += _after(stream.after)
    if feed:
        lines += ["", *_feed(stream, rows, new, event)]
    for method in rows:
        if only is None or method.name in only:
            lines += ["", *_row(method, new, event)]
    if not subclass or (tags and (only is None or any(m.name in only for m in tags))):
        for name_, last in (("word", stream.word), ("eof", stream.end)):
            lines += ["", *_last(name_, last, tags)]
    while len(lines) > 1 and not lines[1]:
        del lines[1]
    return lines


def _init(rows: list[Method], subclass: bool) -> list[str]:
    lines = ["    def __init__(self, blocks: Blocks, context: Context) -> None:"]
    lines += (
        ["        super().__init__(blocks, context)"]
        if subclass
        else ["        self.blocks = blocks", "        self.context = context"]
    )
    for method in rows:
        for action in method.row.actions:
            for word, value in action.args:
                if word == "tags" and isinstance(value, tuple):
                    lines.append(f"        self.tags = Tags({repr_str(str(value[0]))}, {repr_str(str(value[1]))})")
    return lines


def _after(passes: tuple[plan.Pass, ...]) -> list[str]:
    """Return the end of `__init__` and the function that rewrites tool calls held until the end of the response."""
    names = " + ".join(param(dict(one.params)["names"]) for one in passes)
    return [
        f"        blocks.hold({names or '()'}, self.after)",
        "",
        "    @staticmethod",
        "    def after(answer: hub.Response, context: Context) -> None:",
        *(line for line in pass_calls(passes, "answer", "context")),
    ]


def _last(name: str, last: plan.Last, tags: list[Method]) -> list[str]:
    lines = [f"    def {name}(self) -> None:"]
    if tags:
        lines += [
            "        for kind, piece in self.tags.end():",
            "            self.blocks.say(kind, piece)",
        ]
    if last.needs == "finish_reason":
        lines += [
            "        if self.blocks.finish_reason is not None:",
            "            self.blocks.finish()",
            "        else:",
            f'            self.blocks.fail("server_error", {repr_str(last.otherwise)})',
        ]
    elif last.needs == "over":
        lines += [
            "        if not self.blocks.over:",
            f'            self.blocks.fail("server_error", {repr_str(last.otherwise)})',
        ]
    else:
        lines += ["        self.blocks.finish()"]
    return lines


def _feed(stream: plan.ReadStream, rows: list[Method], new: New, event: str) -> list[str]:
    top = stream.rows
    code = new()
    code.depth = 2
    head = f"    def feed(self, it: {event}) -> None:"
    if len(top) == 1 and top[0].subject is not None:
        code.line(f"kind = {code.path(top[0].subject)}")
        first = True
        for tags, inner in top[0].rows:
            if not inner or not _acts(inner[0]):
                continue
            test = f"kind == {repr_str(tags[0])}" if len(tags) == 1 else f"kind in {literal(tuple(tags))}"
            code.line(f"{'if' if first else 'elif'} {test}:")
            code.line(f"    self.{row_name(tags[0])}(it)")
            first = False
        if top[0].other and top[0].other[0].actions:
            known = tuple(tag for tags, inner in top[0].rows for tag in tags)
            code.line(f"elif kind not in {literal(known)}:")
            code.depth += 1
            _actions(code, top[0].other[0], "it")
            code.depth -= 1
        return [head, *code.lines]
    groups: list[tuple[tuple[plan.Step, ...], list[Method]]] = []
    for method in (one for one in rows if not one.group):
        if groups and groups[-1][0] == method.prefix:
            groups[-1][1].append(method)
        else:
            groups.append((method.prefix, [method]))
    for prefix, members in groups:
        if not prefix:
            for method in members:
                code.line(f"self.{method.name}(it)")
            continue
        expr = code.path(plan.Path("it", (*prefix, plan.Step("x", True, True)), JSON, True))
        name = expr.split(".get(")[0]
        code.line(f"if {name}:")
        for method in members:
            code.line(f"    self.{method.name}({name})")
    return [head, *code.lines]


def _row(method: Method, new: New, event: str) -> list[str]:
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
    _body(code, row)
    if not code.lines:
        code.line("pass")
    more = ", key: Any = None" if method.group else ""
    return [f"    def {method.name}(self, {base}: {'Any' if method.group else kind}{more}) -> None:", *code.lines]


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


def _body(code: Code, row: plan.Row) -> None:
    before = dict(code.heads)
    if row.guard is not None:
        value = code._named(Value(code.alternatives(row.guard, row.name), True), row.name)
        code.heads["value"] = value
        with code.block(f"if {value}:"):
            _body(code, replace(row, guard=None))
    elif row.each is not None and row.single:
        value = code._named(Value(code.alternatives(row.each, row.name), True), row.name)
        with code.block(f"if {value}:"):
            code.heads["it"] = value
            _inner(code, row)
    elif row.each is not None:
        expr = code.alternatives(row.each, "each", loose=True)
        if " if " in expr:
            expr = code._assign(expr, row.name + "_list")
        item = code.fresh("item" if row.name in ("", "else") else snake(re.sub(r"\W", "_", row.name)).rstrip("s"))
        over = f"{expr} or ()" if row.each.optional else expr
        if any(plan.paths(row, "at")):
            code.heads["at"] = code.fresh("at")
            item, over = f"{code.heads['at']}, {item}", f"enumerate({over})"
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
        with code.block(f"if not self.blocks.knows({keys}):"):
            _inner(code, replace(row, fresh=()))
        return
    if row.subject is None and row.rows:
        for _, rows in row.rows:
            for one in rows:
                _body(code, one)
        return
    if row.subject is None:
        _actions(code, row, code.heads["it"])
        if not row.actions:
            code.line("pass")
        return
    expr = code._assign(code.path(row.subject), "kind")
    first = True
    for tags, rows in row.rows:
        if not rows or not _acts(rows[0]):
            continue
        test = f"{expr} == {repr_str(tags[0])}" if len(tags) == 1 else f"{expr} in {literal(tuple(tags))}"
        with code.block(f"{'if' if first else 'elif'} {test}:"):
            _body(code, rows[0])
        first = False
    if row.other and row.other[0].actions:
        skipped = tuple(tag for tags, rows in row.rows if rows and not _acts(rows[0]) for tag in tags)
        with code.block(f"elif {expr} not in {literal(skipped)}:" if skipped else "else:"):
            _body(code, row.other[0])


def _actions(code: Code, row: plan.Row, it: str) -> None:
    """Write the calls of a row's actions. `it`: the variable of the event or item."""
    for action in row.actions:
        if action.verb == "do":
            args = dict(action.args)
            key = f", {_value(code, args['key'], 'key')}" if "key" in args else ""
            code.line(f"self.do_{args['']}({it}{key})")
        else:
            ACTIONS[action.verb](code, action)


def _say(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    value = _value(code, args["delta"], "text")
    if "tags" in args:
        code.line(f"for kind, piece in self.tags.feed({value}):")
        code.line("    self.blocks.say(kind, piece)")
    else:
        code.line(f"self.blocks.say({_value(code, args[''], '')}, {value})")


def _part(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    kind = _value(code, args.pop(""), "")
    key = _value(code, args.pop("key"), "key")
    given = [f"{_keyword(word)}={_value(code, value, word)}" for word, value in args.items()]
    _invoke(code, "self.blocks.part", [kind, key, *given])


def _start(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    code.line(f"self.blocks.start({', '.join(_value(code, value, word) for word, value in args.items())})")


def _keep(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    _invoke(code, "self.blocks.keep", [f"{word}={_kept(code, value, word)}" for word, value in args.items()])


def _citation(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    value = code._named(Value(_value(code, args[""], "citation"), True), "citation")
    code.line(f"if {value} is not None:")
    code.line(f"    self.blocks.citation({value})")


def _shut(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    code.line(f"self.blocks.shut({_value(code, args[''], 'key')})")


def _gather(code: Code, action: plan.Action) -> None:
    (_, detail), (_, same), (_, join) = action.args
    assert isinstance(same, tuple) and isinstance(join, tuple)
    code.line(f"self.blocks.gather({_value(code, detail, 'detail')}, {literal(same)}, {literal(join)})")


def _error(code: Code, action: plan.Action) -> None:
    args = dict(action.args)
    name = code.fresh("failure")
    template = args[""]
    default = ' or {"error_type": "server_error", "message": "the provider failed"}'
    maybe = isinstance(template, plan.Alternatives) and template.optional
    expr = _value(code, template, "failure")
    code.line(f"{name}: hub.ApiError = {f'({expr}){default}' if maybe else expr}")
    code.line(f'self.blocks.fail({name}.get("error_type") or "server_error", {name}["message"])')


def _fail_from(code: Code, action: plan.Action) -> None:
    code.line(f"self.blocks.fail_from({code.heads['it']})")


def _finish(code: Code, action: plan.Action) -> None:
    code.line("self.blocks.finish()")


def _lose(code: Code, action: plan.Action) -> None:
    path, reason, *tags = (value for _, value in action.args)
    shown = literal(path)
    if tags:
        tag = code._named(Value(_value(code, tags[0], "kind"), True), "kind")
        shown = f"f{shown[:-1]}.{{{tag}}}{shown[-1]}" if path else f"str({tag})"
    code.line(f"self.context.{code.lose}({shown}, {literal(reason)})")


ACTIONS: dict[str, Callable[[Code, plan.Action], None]] = {
    "say": _say,
    "part": _part,
    "start": _start,
    "keep": _keep,
    "citation": _citation,
    "shut": _shut,
    "gather": _gather,
    "error": _error,
    "fail_from": _fail_from,
    "finish": _finish,
    "lose": _lose,
}


def _kept(code: Code, value: object, word: str) -> str:
    expr = _value(code, value, word)
    if isinstance(value, plan.Object) and value.type and not expr.isidentifier():
        name = code.fresh(word)
        code.line(f"{name}: {code.type_name(value.type)} = {expr}")
        return name
    return expr


def _invoke(code: Code, function: str, args: list[str]) -> None:
    line = f"{function}({', '.join(args)})"
    if len(line) + 4 * code.depth <= 120:
        code.line(line)
        return
    code.line(f"{function}(")
    for arg in args:
        code.line(f"    {arg},")
    code.line(")")


def _keyword(word: str) -> str:
    return {"delta": "text"}.get(word, word)


def _value(code: Code, value: object, hint: str) -> str:
    if isinstance(value, str | bool):
        return literal(value)
    if isinstance(value, tuple):
        return f"({', '.join(_value(code, part, hint) for part in value)}{',' * (len(value) == 1)})"
    return code.value(value, hint)  # type: ignore[arg-type]
