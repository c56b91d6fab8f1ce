"""Streams as Python: a Reader with a method for each row, a Writer whose frames are bytes with holes.

What is known when a block opens is put together then; a delta is one concatenation around its encoded text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from . import plan
from .emit_code import Code, Value
from .emit_hub import literal
from .emit_types import repr_str
from .rules import snake
from .shapes import JSON, Ref, Type
from .streams import SINK

New = Callable[[], Code]


@dataclass(frozen=True, slots=True)
class Method:
    """A row as a method, and the beginning of its paths, which `feed` reads once for all rows that share it."""

    name: str
    prefix: tuple[plan.Step, ...]
    row: plan.Row


def methods(stream: plan.ReadStream) -> list[Method]:
    top = stream.rows
    if len(top) == 1 and top[0].subject is not None and top[0].guard is None and top[0].each is None:
        return [Method(row_name(tags[0]), (), rows[0]) for tags, rows in top[0].rows if rows]
    return [Method(row_name(row.name), _prefix(row), row) for row in top]


def row_name(name: str) -> str:
    return "on_" + re.sub(r"\W", "_", name)


def _prefix(row: plan.Row) -> tuple[plan.Step, ...]:
    first = row.guard or row.each
    atom = first.pipes[0].atom if first else None
    if not isinstance(atom, plan.Path) or atom.head != "it":
        return ()
    steps = atom.steps[:-1]
    text = repr(row)
    starts = [repr(step) for step in steps]
    paths = re.findall(r"Path\(head='it', steps=\((.*?)\), type=", text)
    nested = row.each is not None and len(paths) > 1
    if nested or any(not path.startswith(", ".join(starts)) for path in paths):
        inner = [path for path in paths if not path.startswith(", ".join(starts))]
        return steps if row.each is not None and inner else () if inner else steps
    return steps


def emit_reader(
    stream: plan.ReadStream, new: New, event: str, base: str = "", only: set[str] | None = None, feed: bool = True, name: str = "Reader"
) -> list[str]:
    """The class. `base`, `only`: a subclass that has only the rows which differ."""
    lines = [f"class {name}{f'({base})' if base else ''}:"]
    rows = methods(stream)
    tags = [m for m in rows if "'tags'" in repr(m.row)]
    if not base or (tags and (only is None or any(m.name in only for m in tags))):
        lines += _init(rows, bool(base))
    if feed:
        lines += ["", *_feed(stream, rows, new, event)]
    for method in rows:
        if only is None or method.name in only:
            lines += ["", *_row(method, new, event)]
    if not base or (tags and (only is None or any(m.name in only for m in tags))):
        for name_, last in (("word", stream.word), ("eof", stream.end)):
            lines += ["", *_last(name_, last, tags)]
    while len(lines) > 1 and not lines[1]:
        del lines[1]
    return lines if len(lines) > 1 else [*lines, "    pass"]


def _init(rows: list[Method], subclass: bool) -> list[str]:
    lines = ["    def __init__(self, blocks: Blocks, context: Context) -> None:"]
    lines += ["        super().__init__(blocks, context)"] if subclass else ["        self.blocks = blocks", "        self.context = context"]
    for method in rows:
        for action in method.row.actions:
            for word, value in action.args:
                if word == "tags" and isinstance(value, tuple):
                    lines.append(f"        self.tags = Tags({repr_str(value[0])}, {repr_str(value[1])})")
    return lines


def _last(name: str, last: plan.Last, tags: list[Method]) -> list[str]:
    lines = [f"    def {name}(self) -> None:"]
    if tags:
        inside = next(v[2] for a in tags[0].row.actions for w, v in a.args if w == "tags" and isinstance(v, tuple))
        lines += ["        for kind, piece in self.tags.end():", f"            self.blocks.say({repr_str(inside)} if kind == \"thought\" else \"text\", piece)"]
        lines[-1] = "            self.blocks.say(kind, piece)"
    if last.needs == "reason":
        lines += ["        if self.blocks.reason is not None:", "            self.blocks.finish()", "        else:",
                  f"            self.blocks.fail(\"api\", {repr_str(last.otherwise)})"]
    elif last.needs == "over":
        lines += ["        if not self.blocks.over:", f"            self.blocks.fail(\"api\", {repr_str(last.otherwise)})"]
    else:
        lines += ["        self.blocks.finish()"]
    return lines


def _feed(stream: plan.ReadStream, rows: list[Method], new: New, event: str) -> list[str]:
    top = stream.rows
    code = new()
    code.depth = 2
    code.imports.types.add(event) if event != "Any" else code.imports.typing.add("Any")
    head = f"    def feed(self, it: {event}) -> None:"
    if len(top) == 1 and top[0].subject is not None:
        code.line(f"kind = {code.path(top[0].subject)}")
        first = True
        for tags, inner in top[0].rows:
            if not inner or not (inner[0].actions or inner[0].rows):
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
    for method in rows:
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
        base = snake(str(method.prefix[-1].key)) if isinstance(method.prefix[-1].key, str) else snake(str(method.prefix[-2].key)).rstrip("s")
        kind = "Any"
        code.imports.typing.add("Any")
        row = _shorten(row, len(method.prefix))
    code.used.add(base)
    code.heads["it"] = base
    code.heads["event"] = base
    _body(code, row)
    if not code.lines:
        code.line("pass")
    return [f"    def {method.name}(self, {base}: {kind}) -> None:", *code.lines]


def _shorten(row: plan.Row, by: int) -> plan.Row:
    """The row with the first steps of its own paths taken off: they are read before it is called."""

    def cut(found: plan.Alternatives | None) -> plan.Alternatives | None:
        if found is None:
            return None
        pipes = []
        for pipe in found.pipes:
            atom = pipe.atom
            if isinstance(atom, plan.Path) and atom.head == "it":
                steps = tuple(plan.Step(s.key, s.optional, s.nullable and at > 0) for at, s in enumerate(atom.steps[by:]))
                atom = plan.Path("it", steps, atom.type, atom.optional)
            pipes.append(plan.Pipe(atom, pipe.stages, pipe.type, pipe.optional))
        return plan.Alternatives(tuple(pipes), found.type, found.optional)

    return plan.Row(row.name, cut(row.guard), cut(row.each), row.single, row.actions, row.subject, row.rows, row.other)


def _body(code: Code, row: plan.Row) -> None:
    before = dict(code.heads)
    if row.guard is not None:
        value = code._named(Value(code.alternatives(row.guard, row.name), True), row.name)
        code.heads["value"] = value
        with code.block(f"if {value}:"):
            _inner(code, row)
    elif row.each is not None and row.single:
        value = code._named(Value(code.alternatives(row.each, row.name), True), row.name)
        with code.block(f"if {value}:"):
            code.heads["it"] = value
            _inner(code, row)
    elif row.each is not None:
        expr = code.alternatives(row.each, "each", loose=True)
        if " if " in expr:
            expr = code._assign(expr, row.name + "_list")
        item = code.fresh("item" if row.name in ("", "else") else row.name.rstrip("s"))
        with code.block(f"for {item} in {expr} or ():" if row.each.optional else f"for {item} in {expr}:"):
            code.heads["it"] = item
            _inner(code, row)
    else:
        _inner(code, row)
    code.heads = before


def _inner(code: Code, row: plan.Row) -> None:
    if row.subject is None:
        _actions(code, row, code.heads["it"])
        if not row.actions:
            code.line("pass")
        return
    expr = code._assign(code.path(row.subject), "kind")
    first = True
    for tags, rows in row.rows:
        if not rows or not (rows[0].actions or rows[0].rows):
            continue
        test = f"{expr} == {repr_str(tags[0])}" if len(tags) == 1 else f"{expr} in {literal(tuple(tags))}"
        with code.block(f"{'if' if first else 'elif'} {test}:"):
            _body(code, rows[0])
        first = False
    if row.other and row.other[0].actions:
        skipped = tuple(tag for tags, rows in row.rows if rows and not (rows[0].actions or rows[0].rows) for tag in tags)
        with code.block(f"elif {expr} not in {literal(skipped)}:" if skipped else "else:"):
            _body(code, row.other[0])


def _actions(code: Code, row: plan.Row, it: str) -> None:
    for action in row.actions:
        args = dict(action.args)
        match action.verb:
            case "say":
                value = _value(code, args["delta"], "text")
                if "tags" in args:
                    code.line(f"for kind, piece in self.tags.feed({value}):")
                    code.line("    self.blocks.say(kind, piece)")
                else:
                    code.line(f"self.blocks.say({_value(code, args[''], '')}, {value})")
            case "part":
                kind = _value(code, args.pop(""), "")
                key = _value(code, args.pop("key"), "key")
                given = [f"{_keyword(word)}={_value(code, value, word)}" for word, value in args.items()]
                _invoke(code, "self.blocks.part", [kind, key, *given])
            case "start":
                code.line(f"self.blocks.start({', '.join(_value(code, value, word) for word, value in args.items())})")
            case "keep":
                given = [f"{word}={_kept(code, value, word)}" for word, value in args.items()]
                _invoke(code, "self.blocks.keep", given)
            case "cite":
                value = code._named(Value(_value(code, args[""], "cite"), True), "cite")
                code.line(f"if {value} is not None:")
                code.line(f"    self.blocks.cite({value})")
            case "shut":
                code.line(f"self.blocks.shut({_value(code, args[''], 'key')})")
            case "gather":
                (_, detail), (_, same), (_, join) = action.args
                assert isinstance(same, tuple) and isinstance(join, tuple)
                code.line(f"self.blocks.gather({_value(code, detail, 'detail')}, {literal(same)}, {literal(join)})")
            case "error":
                code.imports.hub = True
                name = code.fresh("failure")
                template = args[""]
                default = ' or {"fault": "api", "message": "the provider failed"}'
                maybe = isinstance(template, plan.Alternatives) and template.optional
                expr = _value(code, template, "failure")
                code.line(f"{name}: hub.Failure = {f'({expr}){default}' if maybe else expr}")
                code.line(f'self.blocks.fail({name}.get("fault") or "api", {name}["message"])')
            case "finish":
                code.line("self.blocks.finish()")
            case "lose":
                shown, reason = (value for _, value in action.args)
                code.line(f"self.context.lose({literal(shown)}, {literal(reason)})")


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
    return code.value(value, hint)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------------------- writers


def emit_writer(stream: plan.WriteStream, new: New, event_lines: bool) -> list[str]:
    calls = {name: dict(kinds) for name, kinds in stream.calls}
    nth = "'nth'" in repr(stream)
    lines = [
        "class Writer:",
        '    """A Sink that writes the frames of this protocol into `out`."""',
        "",
        f"    PING: Final = {_bytes_of(calls['ping'][''], new, event_lines)}",
        "",
        "    def __init__(self, context: Context) -> None:",
        "        self.context = context",
        "        self.out: list[bytes] = []",
        '        self.started = self.named = self.kind = ""',
        f"        self.index{' = self.nth' if nth else ''} = -1",
        '        self.head = self.tail = b""  # around the text of a delta of the block that is open',
    ]
    for name, args in SINK.items():
        if name != "ping":
            lines += ["", *_call(name, args, calls[name], stream.done, new, event_lines, nth)]
    return lines


SIGNATURES = {
    "start": "id: str, model: str, usage: hub.Usage",
    "open": "index: int, kind: str, first: dict[str, Any]",
    "delta": "text: str",
    "cite": "cite: hub.Cite",
    "close": "late: str | None",
    "finish": "reason: hub.Stop, match: str | None, refused: str | None, usage: hub.Usage",
    "error": "fault: hub.Fault, message: str",
}


def _call(name: str, args: tuple[str, ...], kinds: dict[str, tuple[plan.Frame, ...]], done: str, new: New, events: bool, nth: bool) -> list[str]:
    lines = [f"    def {name}(self, {SIGNATURES[name]}) -> None:"]
    code = new()
    code.depth = 2
    code.imports.hub = True
    code.imports.typing.add("Any")
    code.values.add("it")
    if name == "start":
        code.line("self.started, self.named = id, model")
    if name == "open":
        code.line("self.index, self.kind = index, kind")
        code.line('self.head = self.tail = b""')
        _by_kind(code, kinds, lambda frames, kind: _open(code, frames, kind, new, events, nth), "kind")
    elif name == "delta":
        code.line("if self.head:")
        code.line("    self.out.append(self.head + dumps(text) + self.tail)")
    elif name in ("cite", "close"):
        if any("'index'" in repr(frames) for frames in kinds.values()):
            code.line("index = self.index")
        _by_kind(code, kinds, lambda frames, kind: _send(code, frames, events), "self.kind")
    else:
        for word in ("started", "named"):
            if name != "start" and f"key='{word}'" in repr(kinds):
                code.line(f"{word} = self.{word}")
        _send(code, kinds[""], events)
        if name == "finish" and done:
            code.line(f"self.out.append({_bytes_literal(f'data: {done}' + chr(10) * 2)})")
    if not code.lines:
        code.line("pass")
    return lines + code.lines


def _by_kind(code: Code, kinds: dict[str, tuple[plan.Frame, ...]], body: Callable[[tuple[plan.Frame, ...], str], None], subject: str) -> None:
    groups: list[tuple[list[str], tuple[plan.Frame, ...]]] = []
    for kind, frames in kinds.items():
        if not frames and not (subject == "kind" and _DELTAS.get(kind)):
            continue
        if groups and groups[-1][1] == frames and subject != "kind":
            groups[-1][0].append(kind)
        else:
            groups.append(([kind], frames))
    first = True
    for names, frames in groups:
        test = f"{subject} == {repr_str(names[0])}" if len(names) == 1 else f"{subject} in {literal(tuple(names))}"
        with code.block(f"{'if' if first else 'elif'} {test}:"):
            body(frames, names[0])
        first = False


_DELTAS: dict[str, tuple[plan.Frame, ...]] = {}


def set_deltas(stream: plan.WriteStream) -> None:
    """The delta frames by kind: their beginning is written when the block opens."""
    _DELTAS.clear()
    _DELTAS.update(dict(dict(stream.calls).get("delta", ())))


def _open(code: Code, frames: tuple[plan.Frame, ...], kind: str, new: New, events: bool, nth: bool) -> None:
    text = repr(frames) + repr(_DELTAS.get(kind, ()))
    if "key='nth'" in text:
        code.line("self.nth += 1")
        code.line("nth = self.nth")
    for word in ("started", "named"):
        if f"key='{word}'" in text:
            code.line(f"{word} = self.{word}")
    for word in ("id", "name", "data"):
        if f"key='{word}'" in repr(frames):
            code.line(f'{word} = first.get("{word}") or ""')
    for word in ("set", "fault", "cites"):
        if f"key='{word}'" in repr(frames):
            code.line(f'{word} = first.get("{word}")')
    _send(code, frames, events)
    for frame in _DELTAS.get(kind, ()):
        parts = segments(code, frame, events)
        assert parts is not None
        at = next(i for i, part in enumerate(parts) if part == ("hole", "delta"))
        code.wide("self.head = ", _concat(parts[:at]))
        code.line(f"self.tail = {_concat(parts[at + 1:])}")


def _send(code: Code, frames: tuple[plan.Frame, ...], events: bool) -> None:
    for frame in frames:
        parts = segments(code, frame, events)
        if parts is not None:
            code.wide("self.out.append(", _concat(parts) + ")") if False else code.line(f"self.out.append({_concat(parts)})")
            continue
        expr = code.value(frame.body, "frame")
        code.wide("payload = ", expr)
        head = f"event: {frame.event}\ndata: " if events and frame.event else "data: "
        code.line(f"self.out.append({_bytes_literal(head)} + to_bytes(payload) + b\"\\n\\n\")")


Segment = tuple[str, str]


def segments(code: Code | None, frame: plan.Frame, events: bool) -> list[Segment] | None:
    """The frame as constant text and holes, or None where a key may be absent (then a dict is made)."""
    head = f"event: {frame.event}\ndata: " if events and frame.event else "data: "
    inner = _json_parts(frame.body)
    if inner is None:
        return None
    out: list[Segment] = []
    for kind, text in [("text", head), *inner, ("text", "\n\n")]:
        if kind == "text" and out and out[-1][0] == "text":
            out[-1] = ("text", out[-1][1] + text)
        else:
            out.append((kind, text))
    return out


def _json_parts(template: plan.Template) -> list[Segment] | None:
    match template:
        case plan.Literal(value):
            return [("text", json.dumps(value, ensure_ascii=False, separators=(",", ":")))]
        case plan.Null():
            return [("text", "null")]
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Const() as const, stages=()),)):
            if const.type == JSON:
                return [("text", str(const.value))]
            return [("text", json.dumps(const.value, ensure_ascii=False))]
        case plan.Alternatives(pipes=(plan.Pipe(atom=plan.Path(steps=(step,)), stages=()),), optional=False):
            return [("hole", str(step.key))]
        case plan.Items(items=items):
            return _many([_json_parts(item) for item, _ in items], "[", "]", [""] * len(items))
        case plan.Object(condition=None, losses=()):
            if any(entry.keep != "always" and entry.value not in (plan.Items(()),) and not _empty(entry.value) for entry in template.entries):
                return None
            keys = [json.dumps(entry.key) + ":" for entry in template.entries]
            return _many([_json_parts(entry.value) for entry in template.entries], "{", "}", keys)
    return None


def _empty(template: plan.Template) -> bool:
    """An empty list or object that a spec wrote on purpose stays."""
    return isinstance(template, plan.Object) and not template.entries and template.condition is None


def _many(parts: list[list[Segment] | None], opening: str, closing: str, keys: list[str]) -> list[Segment] | None:
    out: list[Segment] = [("text", opening)]
    for at, (part, key) in enumerate(zip(parts, keys, strict=True)):
        if part is None:
            return None
        out += [("text", ("," if at else "") + key), *part]
    return [*out, ("text", closing)]


def _concat(parts: list[Segment]) -> str:
    out = []
    for kind, text in parts:
        if kind == "text":
            out.append(_bytes_literal(text))
        elif text in ("index", "nth"):
            out.append(f'b"%d" % {text}')
        else:
            out.append(f"dumps({text})")
    return " + ".join(out) or 'b""'


def _bytes_literal(text: str) -> str:
    return repr(text.encode()) if '"' in text or "\\" not in repr(text) else 'b"' + repr(text.encode())[2:-1] + '"'


def _bytes_of(frames: tuple[plan.Frame, ...], new: New, events: bool) -> str:
    parts = [part for frame in frames for part in (segments(None, frame, events) or [])]
    return _concat(parts) if parts else 'b""'


__all__ = ["Method", "Ref", "Type", "emit_reader", "emit_writer", "methods", "row_name", "set_deltas"]
