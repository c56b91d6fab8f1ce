"""Readers of streams: a class with a method for each row.

`feed` reads the first path steps that rows share once. A provider's Reader is a subclass with the rows that differ.
"""

from __future__ import annotations

from collections.abc import Callable

from dragoman_codegen.emit.functions.code import Code
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.passes import param, pass_calls
from dragoman_codegen.emit.source.layout import fill_rows
from dragoman_codegen.emit.streams.methods import Method, acts, methods, row_name
from dragoman_codegen.emit.streams.rows import emit_body, emit_row, tag_of
from dragoman_codegen.emit.types import repr_str
from dragoman_codegen.model import plan
from dragoman_codegen.model.types import JSON

New = Callable[[], Code]


def _splits(row: plan.Row) -> bool:
    """Whether the row splits its text at reasoning tags."""
    return any(word == "tags" for action in row.actions for word, _ in action.args)


def emit_reader(
    stream: plan.ReadStream,
    new: New,
    event: str,
    only: set[str] | None = None,
    feed: bool = True,
    after: bool = False,
    ends: bool = False,
) -> list[list[str]]:
    """Return the members of the class. `only`: the rows that a subclass overrides; `after`: include the final passes;
    `ends`: include what the end of the stream does."""
    members: list[list[str]] = []
    subclass = only is not None
    rows = methods(stream)
    tags = [m for m in rows if _splits(m.row)]
    if not subclass or after or (tags and (only is None or any(m.name in only for m in tags))):
        members.append(_init(rows, subclass) + (_after(stream.after) if after else []))
    if feed:
        members.append(_feed(stream, rows, new, event))
    members += [emit_row(method, new, event) for method in rows if only is None or method.name in only]
    if not subclass or ends or (tags and (only is None or any(m.name in only for m in tags))):
        members += [
            _last(name, last, tags) for name, last in (("final_marker", stream.final_marker), ("eof", stream.end))
        ]
    return members


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
                    lines += _tags(value)
    return lines


def _tags(tags: tuple[object, ...]) -> list[str]:
    """Return the line that makes the splitter, or several lines for lists of tags."""
    names = [tag for tag in tags if isinstance(tag, tuple)]
    if not names:
        return [f"        self.tags = Tags({', '.join(map(literal, tags))})"]
    lists = [["            [", *fill_rows(" " * 16, map(literal, tag)), "            ],"] for tag in names]
    return ["        self.tags = Tags(", *(line for one in lists for line in one), "        )"]


def _after(passes: tuple[plan.Pass, ...]) -> list[str]:
    """Return the end of `__init__` and the function that rewrites tool calls held until the end of the response."""
    names = " + ".join(param(dict(one.params)["names"]) for one in passes)
    return [
        f"        blocks.hold({names or '()'}, self.after)",
        "",
        "    @staticmethod",
        "    def after(answer: hub.Response, context: Context) -> None:",
        *(line for line in pass_calls(passes, "answer", context="context")),
    ]


def _last(name: str, last: plan.Last, tags: list[Method]) -> list[str]:
    lines = [f"    def {name}(self) -> None:"]
    if tags:
        lines += [
            "        for kind, piece in self.tags.end():",
            "            self.blocks.add_text(kind, piece)",
        ]
    if last.needs_reason:
        lines += [
            "        if self.blocks.finish_reason is not None:",
            "            self.blocks.finish()",
            "        else:",
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
        code.line(f"kind = {tag_of(code, top[0])}")
        first = True
        for tags, inner in top[0].rows:
            if not inner or not acts(inner[0]):
                continue
            test = f"kind == {repr_str(tags[0])}" if len(tags) == 1 else f"kind in {literal(tuple(tags))}"
            code.line(f"{'if' if first else 'elif'} {test}:")
            code.line(f"    self.{row_name(tags[0])}(it)")
            first = False
        if top[0].other and acts(top[0].other[0]):
            known = tuple(tag for tags, inner in top[0].rows for tag in tags)
            code.line(f"elif kind not in {literal(known)}:")
            code.depth += 1
            emit_body(code, top[0].other[0])
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
                _call(code, method, "it")
            continue
        expr = code.path(plan.Path("it", (*prefix, plan.Step("x", True, True)), JSON, True))
        name = expr.split(".get(")[0]
        code.line(f"if {name}:")
        code.depth += 1
        for method in members:
            _call(code, method, name)
        code.depth -= 1
    return [head, *code.lines]


def _call(code: Code, method: Method, given: str) -> None:
    """Write the call of a row. One that drops the event ends it."""
    if method.row.drops:
        code.line(f"if self.{method.name}({given}):")
        code.line("    return")
    else:
        code.line(f"self.{method.name}({given})")
