"""A provider, compiled: its protocol with its quirks laid over, and from that only the functions that differ."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from . import plan
from .emit_check import check_name, emit_checks, reachable
from .emit_hub import literal
from .emit_reader import emit_reader, methods
from .emit_types import repr_str, safe
from .load import Leaf, Map, Node, Seq, Sources, plain
from .modules import ADAPTERS, Module, Writer, _passes, _raw, _rows, emit_scope_part
from .notation import check_file
from .overlay import lay
from .patches import emit_patch
from .problem import Problems, suggest
from .protocols import FILES, File, Hub, Protocol, compile_protocol
from .shapes import Record, Scope, Shape, Tagged, Type

BACK = ("conditions", "patch", "read_failure", "read_response", "reader", "write_request")
CONDITIONS = ("model", "unless", "thinking", "tools", "streaming", "variant")


@dataclass(slots=True)
class Provider:
    name: str
    tree: Map
    protocol: Protocol  # with its quirks
    conditions: list[dict[str, object]] = field(default_factory=list)
    because: list[str] = field(default_factory=list)
    streams: list[tuple[tuple[int, ...], File]] = field(
        default_factory=list
    )  # which conditions hold -> how a stream is read then


def load_provider(path: Path, sources: Sources, problems: Problems) -> Map | None:
    tree = sources.get(path)
    if not check_file("provider", tree, problems):
        return None
    if tree.text("name") != path.stem:
        problems.add(tree.entries["name"].place, f"the name is that of the file, '{path.stem}'")
        return None
    return tree


def compile_provider(
    tree: Map, trees: dict[str, Map], shared: dict[str, Map], hub: Hub, problems: Problems
) -> Provider | None:
    """None where a quirk cannot be laid over the protocol."""
    conditions: list[dict[str, object]] = []
    because: list[str] = []
    laid = dict(trees)
    later: list[tuple[int, Map]] = []  # what is laid over a stream only when a condition holds: a Reader of its own
    quirks: list[Map] = []
    for item in _seq(tree, "uses"):
        name = str(plain(item))
        if name not in shared:
            problems.add(item.place, f"no shared quirk '{name}' in specs/quirks{suggest(name, shared)}")
            continue
        quirks += [quirk for quirk in _seq(shared[name], "quirks") if isinstance(quirk, Map)]
    quirks += [quirk for quirk in _seq(tree, "quirks") if isinstance(quirk, Map)]
    for quirk in quirks:
        condition: int | None = None
        if "when" in quirk.entries:
            when = plain(quirk.entries["when"]) or {}
            if not when:
                problems.add(quirk.keys["when"], f"'when' says nothing; it knows {', '.join(CONDITIONS)}")
            _check_variants(quirk.sub("when"), tree, problems)
            condition = conditions.index(when) if when in conditions else len(conditions)
            if condition == len(conditions):
                conditions.append(when)
        because.append(quirk.text("because"))
        if not any(name in quirk.entries for name in FILES):
            problems.add(
                quirk.place, f"this quirk changes nothing; name the part it lies over: {', '.join(FILES[:-1])}"
            )
        for name in FILES:
            if name in quirk.entries:
                over = _facing(quirk.sub(name), name)
                types = Map({k: n for k, n in over.entries.items() if k in ("types", "words")}, over.keys, over.place)
                rest = Map(
                    {k: n for k, n in over.entries.items() if k not in ("types", "words")}, over.keys, over.place
                )
                laid[name] = lay(laid[name], types, problems)
                if name == "stream" and condition is not None:
                    later.append((condition, rest))
                else:
                    laid[name] = lay(laid[name], rest, problems, condition)
    before = len(problems.found)
    protocol = compile_protocol(tree.text("speaks"), laid, hub, problems, back_only=True) if quirks else None
    if len(problems.found) > before:
        return None
    base = protocol or compile_protocol(tree.text("speaks"), laid, hub, Problems(), back_only=True)
    made = Provider(tree.text("name"), tree, base, conditions, because)
    touching = sorted({condition for condition, _ in later})
    if len(touching) > 2:
        problems.add(
            tree.keys["quirks"], "more than two conditions change how a stream is read; say them in fewer quirks"
        )
        return None
    for held in [touching, *([one] for one in touching if len(touching) > 1)] if touching else []:
        over = laid["stream"]
        for condition, rest in later:
            if condition in held:
                over = lay(over, rest, problems)
        found = compile_protocol(tree.text("speaks"), {**laid, "stream": over}, hub, problems, back_only=True)
        made.streams.append((tuple(held), found.files["stream"]))
    return None if len(problems.found) > before else made


def _seq(tree: Map, key: str) -> list[Node]:
    node = tree.entries.get(key)
    return list(node.items) if isinstance(node, Seq) else []


def _facing(over: Map, name: str) -> Map:
    return over


def _check_variants(when: Map, tree: Map, problems: Problems) -> None:
    for item in _seq(when, "variant"):
        if isinstance(item, Leaf) and str(item.value) not in tree.sub("variants").entries:
            problems.add(
                item.place, f"no variant '{item.value}'{suggest(str(item.value), tree.sub('variants').entries)}"
            )


# --------------------------------------------------------------------------------------------------- emission


def provider_modules(provider: Provider, base: Protocol, hub: Scope) -> dict[str, str]:
    """Module name -> text. `__init__` and one module named like the protocol always; the files of the protocol where
    they differ."""
    writer = Writer(provider.protocol, hub)
    out: dict[str, str] = {}
    home = f"{ADAPTERS}.{provider.name.replace('-', '_')}"
    source = f"specs/providers/{provider.name}.yaml"
    title = provider.tree.text("title")
    dirty = dirty_rules(provider.protocol, base)
    changed: dict[str, set[str]] = {}
    for name, file in provider.protocol.files.items():
        module = Module(f"What {safe(title)} changes: {name}.", source, home)
        different = _difference(writer, module, file, base.files[name], dirty, home, base.name)
        if name == "stream" and provider.streams:
            _conditional(writer, module, provider, base, different, home)
            different = True
        if different:
            out[name] = module.text()
            changed[name] = set(re.findall(r"^(?:def |class )?(\w+)[(:]", "\n".join(module.body), re.M))
    out["__init__"] = _init(provider, source, home, title)
    out[base.name] = _back(provider, base, changed, home, source, title)
    return out


def dirty_rules(now: Protocol, base: Protocol) -> set[str]:
    """Rules and tables that differ, and all rules that use one of them."""
    dirty: set[str] = set()
    users: dict[str, set[str]] = {}
    for name, file in now.files.items():
        old = base.files[name]
        for rule in file.rules.values():
            if _bare(old.rules.get(rule.name)) != _bare(rule):
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


def _bare(rule: plan.Rule | None) -> plan.Rule | None:
    return replace(rule, comment="") if rule else None


def _difference(writer: Writer, module: Module, file: File, old: File, dirty: set[str], home: str, base: str) -> bool:
    """Fills the module with what differs from the protocol's. False if nothing does."""
    protocol_home = f"{ADAPTERS}.{base}"
    types = [
        n
        for n in file.own
        if isinstance(file.scope.shapes.get(n), Record) and _fields(file.scope, n) != _fields(old.scope, n)
    ]
    tables = [
        t for t in file.tables.values() if t.name in dirty and not t.missing and t.name.startswith(("read", "write"))
    ]
    rules = [r for r in file.rules.values() if r.name in dirty]
    stream = (
        file.read_stream
        if file.name == "stream" and (file.read_stream != old.read_stream or _uses(file.read_stream, dirty))
        else None
    )
    passes = [half for half in file.passes if file.passes[half] != old.passes.get(half, ()) and half in file.roots]
    errors = file.name == "errors" and (
        file.overflow != old.overflow or file.statuses.get("read") != old.statuses.get("read")
    )
    checks = _dirty_checks(file, old)
    if not (rules or stream or passes or errors or checks or tables and file.name == "types"):
        return False
    needed = [n for n in types]
    changed = {n for n in file.scope.shapes if _fields(file.scope, n) != _fields(old.scope, n)}
    writer.stale = _holding(file.scope, changed) - changed
    scope = Scope(file.scope.name, {n: file.scope.shapes[n] for n in needed})
    lines = emit_scope_part(scope, file.scope)
    module.body += ["", "", *lines] if lines else []
    own_types = f"{home}.types"
    type_rules = [r for r in writer.protocol.files["types"].rules if r in dirty]
    shared = {n for n in writer.protocol.files["types"].own if n not in changed}
    moved = {n for n in changed if n not in needed}  # by the provider's types.yaml: they stand in its own types module
    module.need(own_types, *(n for n in writer.protocol.files["types"].own if n in moved and file.name != "types"))
    module.need(f"{protocol_home}.types", *shared, *(r for r in old_types(writer) if r not in dirty))
    if file.name != "types":
        module.need(
            f"{protocol_home}.{file.name}",
            *(n for n in old.own if n not in needed),
            *(r for r in old.rules if r not in dirty),
        )
        module.need(own_types, *type_rules)
    for table in writer.protocol.files["types"].tables.values():
        where = own_types if table.name in dirty else f"{protocol_home}.types"
        if file.name != "types":
            module.need(where, table.name.upper())
        elif table.name not in dirty:
            module.need(where, table.name.upper())
    module.need("dragoman", "hub", "passes")
    module.need("dragoman.context", "Context")
    if file.name == "types":
        for table in tables:
            module.need("dragoman", "hub")
            module.body += [
                "",
                f"{table.name.upper()}: Final[dict[str, {table.kind}]] = {{",
                *(f"    {repr_str(w)}: {literal(v)}," for w, v in table.entries),
                "}",
            ]
    for rule in rules:
        module.body += ["", "", *writer.rule(rule, module, file)]
    if checks or file.name != "types":
        _checks(module, file, checks, protocol_home)
    if file.name in ("request", "response") and (rules or passes or checks):
        for half, root in file.roots.items():
            if half in passes or root in dirty or checks and half == "read":
                _door(writer, module, file, half, root)
    if stream:
        _stream(writer, module, file, old, dirty, protocol_home)
    if file.name == "errors" and (errors or checks or any(r.name in dirty for r in rules)):
        module.need("dragoman", "failures")
        writer.read_errors(module, file)
    module.need("dragoman.filters", *module.imports.filters)
    module.need("dragoman.shape", "Unwanted", "record", "word_of")
    module.need("dragoman.signals", "Failed")
    return True


def _holding(scope: Scope, changed: set[str]) -> set[str]:
    """The records that hold one of these, at any depth."""
    found = set(changed)
    while True:
        more = {
            name
            for name, shape in scope.shapes.items()
            if name not in found
            and isinstance(shape, Record)
            and any(re.search(rf"\b{other}\b", str(f.type)) for f in shape.fields.values() for other in found)
        }
        if not more:
            return found
        found |= more


def old_types(writer: Writer) -> list[str]:
    return list(writer.protocol.files["types"].rules)


def _fields(scope: Scope, name: str) -> object:
    shape = scope.shapes.get(name)
    if not isinstance(shape, Record):
        return None
    return [(f.name, f.wire, f.type, f.optional) for f in shape.fields.values()]


def _uses(stream: plan.ReadStream | None, dirty: set[str]) -> bool:
    text = repr(stream)
    return any(f"'{name}'" in text for name in dirty)


def _checked(file: File) -> Type | None:
    """The type of what this file's read half is given, if a check of it comes first."""
    if file.name == "stream":
        return file.scope.ref(file.event)
    return file.rules[file.roots["read"]].source if file.name in ("response", "errors") else None


def _dirty_checks(file: File, old: File) -> set[str]:
    """The types whose check is not the protocol's: they differ, are new there, or hold one that is dirty."""
    root, before = _checked(file), _checked(old)
    if root is None or before is None:
        return set()
    known = {shape.name for shape in reachable(old.scope, before)}
    holds = {shape.name: _held(shape) for shape in reachable(file.scope, root)}
    dirty = {name for name in holds if name not in known or holds[name] != _held(old.scope.shapes[name])}
    while more := {
        name
        for name, held in holds.items()
        if name not in dirty and any(re.search(rf"\b{one}\b", str(held)) for one in dirty)
    }:
        dirty |= more
    return dirty


def _held(shape: Shape) -> list[tuple[str, str, bool]]:
    if isinstance(shape, Record):
        return [(field.wire, str(field.type), field.optional) for field in shape.fields.values()]
    if isinstance(shape, Tagged):
        return [(shape.tag, shape.default, False), *((word, str(case), False) for word, case in shape.cases.items())]
    return []


def _checks(module: Module, file: File, dirty: set[str], home: str) -> None:
    root = _checked(file)
    if root is None:
        return
    module.need("dragoman.shape", "Wrong")
    module.need(
        f"{home}.{file.name}",
        *(check_name(shape.name) for shape in reachable(file.scope, root) if shape.name not in dirty),
    )
    module.body += emit_checks(file.scope, root, False, dirty)
    if dirty and file.name == "stream" and check_name(str(root)) != "check_event":
        module.body += ["", "", f"check_event: Final = {check_name(str(root))}"]


def _door(writer: Writer, module: Module, file: File, half: str, root: str) -> None:
    rule = file.rules[root]
    code = writer.new_code(module, file, half)
    source, target = code.type_name(rule.source), code.type_name(rule.target)
    made = "request" if file.name == "request" else "answer"
    lines = _passes(file.passes.get(half, ()), made)
    if half == "write":
        module.body += [
            "",
            "",
            f"def write({made}: {source}, context: Context) -> {target}:",
            *lines,
            f"    return {root}({made}, context)",
        ]
        return
    module.need("dragoman.shape", "prune")
    check = check_name(str(rule.source))
    module.imports.typing.add("cast")
    module.body += [
        "",
        "",
        f"def read(body: {source}, context: Context) -> {target}:",
        f"    prune({check}, cast(dict[str, Any], body), context)",
        f"    answer = {root}(body, context)",
        *lines,
        "    return answer",
    ]


def _stream(writer: Writer, module: Module, file: File, old: File, dirty: set[str], home: str) -> None:
    assert file.read_stream and old.read_stream
    module.need(f"{home}.stream", "Reader as Base")
    module.need("dragoman.blocks", "Blocks")
    module.need("dragoman.tags", "Tags")
    before = {m.name: m for m in methods(old.read_stream)}
    now = methods(file.read_stream)
    only = {m.name for m in now if before.get(m.name) != m or any(f"'{d}'" in repr(m.row) for d in dirty)}
    feed = [(m.name, m.prefix) for m in now] != [(m.name, m.prefix) for m in before.values()]
    feed = (
        feed
        or file.read_stream.rows[0].subject is not None
        and file.read_stream.rows[0].other != old.read_stream.rows[0].other
    )
    new = partial(writer.method_code, module, file, "read")
    event = new().type_name(file.scope.ref(file.event))
    module.imports.typing.add("Any")
    module.body += ["", "", *emit_reader(file.read_stream, new, "Any", "Base", only, feed)]
    _ = event


def _conditional(
    writer: Writer, module: Module, provider: Provider, base: Protocol, different: bool, home: str
) -> None:
    """A Reader for each set of conditions that changes how a stream is read, chosen once per stream."""
    usual = provider.protocol.files["stream"].read_stream
    assert usual
    if not different:
        module.need(f"{ADAPTERS}.{base.name}.stream", "Reader", *provider.protocol.files["stream"].own)
        module.need(
            f"{ADAPTERS}.{base.name}.types",
            *base.files["types"].rules,
            *base.files["types"].own,
            *(t.name.upper() for t in base.files["types"].tables.values()),
        )
    module.need("dragoman.tags", "Tags")
    module.need("dragoman.blocks", "Blocks")
    module.need("dragoman.context", "Context")
    for held, file in provider.streams:
        assert file.read_stream
        before = {m.name: m for m in methods(usual)}
        now = methods(file.read_stream)
        only = {m.name for m in now if before.get(m.name) != m}
        feed = [(m.name, m.prefix) for m in now] != [(m.name, m.prefix) for m in before.values()]
        name = "Reader" + "".join(f"When{condition}" for condition in held)
        lines = emit_reader(
            file.read_stream, partial(writer.method_code, module, file, "read"), "Any", "Reader", only, feed, name
        )
        lines.insert(1, f'    """When {safe(_told(provider, held))}."""')
        lines.insert(2, "")
        module.body += ["", "", *lines]
    module.need("dragoman.filters", *module.imports.filters)


def _told(provider: Provider, held: tuple[int, ...]) -> str:
    """Conditions in words."""
    parts = []
    for condition in held:
        when = provider.conditions[condition]
        words = {
            "model": "the model is",
            "unless": "not",
            "thinking": "thinking is",
            "tools": "tools are",
            "streaming": "streaming is",
            "variant": "the variant is",
        }
        parts += [
            f"{words[key]} {', '.join(map(str, value)) if isinstance(value, list) else str(value).lower()}"
            for key, value in when.items()
        ]
    return ", and ".join(parts)


def _init(provider: Provider, source: str, home: str, title: str) -> str:
    module = Module(f"{safe(title)}: where it is and how to ask it.", source, home)
    module.body += ["", "", "PROVIDER: Final[dict[str, Any]] = {", *_rows(provider_info(provider)), "}"]
    module.body += ["", f"BACKS: Final = {literal({provider.protocol.name: provider.protocol.name})}"]
    return module.text()


def provider_info(provider: Provider) -> dict[str, object]:
    """The provider as data: what the runtime needs to know beside the functions."""
    tree = plain(provider.tree)
    protocol = provider.protocol
    keys = protocol.info.get("keys") or {}
    assert isinstance(keys, dict)
    header = tree.get("header") or (dict(list(keys.items())[-1:]) if tree.get("key") or tree["name"] else {})
    opens = sorted(set(re.findall(r"\{(\w+)\}", tree["url"] + "".join((tree.get("paths") or {}).values()))) - {"model"})
    info = {
        "name": tree["name"],
        "title": tree["title"],
        "kind": protocol.info.get("kind", ""),
        "url": {protocol.name: tree["url"]},
        "paths": {protocol.name: tree.get("paths") or {}},
        "key": tree.get("key") or "",
        "header": header,
        "headers": tree.get("headers") or {},
        "query": tree.get("query") or {},
        "models": {k: v for k, v in (tree.get("models") or {}).items() if v},
        "list": tree.get("lists") or [],
        "local": bool(tree.get("local")),
        "opens": opens,
        "columns": tree.get("columns") or {},
        "variants": {k: _variant(v, protocol.name) for k, v in (tree.get("variants") or {}).items()},
        "dialect": tree.get("dialect") or [],
    }
    return info


def _variant(given: dict[str, object], protocol: str) -> dict[str, object]:
    out = {("list" if k == "lists" else k): v for k, v in given.items()}
    for key in ("url", "paths"):
        if key in out:
            out[key] = {protocol: out[key]}
    return out


def glob(pattern: str) -> str:
    """A glob over model names as a regular expression: `*` any text, `?` one character; the same on every Python."""
    return "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern.lower())


def _back(provider: Provider, base: Protocol, changed: dict[str, set[str]], home: str, source: str, title: str) -> str:
    module = Module(f"{safe(title)} as a back: the functions that face it.", source, home)
    protocol_home = f"{ADAPTERS}.{base.name}"

    def where(file: str, name: str) -> str:
        return f"{home}.{file}" if name in changed.get(file, ()) else f"{protocol_home}.{file}"

    module.need(where("request", "write"), "write as write_request")
    module.need(where("response", "read"), "read as read_response")
    module.need(where("errors", "read"), "read as read_failure")
    module.need(where("stream", "Reader"), "Reader")
    for held, _ in provider.streams:
        module.need(f"{home}.stream", "Reader" + "".join(f"When{condition}" for condition in held))
    module.need("dragoman.blocks", "Blocks")
    module.need("dragoman.context", "Context")
    module.need("dragoman", "hub")
    own = ["check_event"] if "check_event" in changed.get("stream", ()) else []  # else it is the protocol's
    module.need(f"{home}.stream", *own)
    module.body += [
        "",
        "",
        f"__all__ = {literal([*own, *BACK])}",
    ]
    module.body += ["", "", "def reader(blocks: Blocks, context: Context) -> Reader:"]
    for held, _ in provider.streams:
        module.body.append(f"    if {' and '.join(f'context.holds[{condition}]' for condition in held)}:")
        module.body.append(
            f"        return {'Reader' + ''.join(f'When{condition}' for condition in held)}(blocks, context)"
        )
    module.body.append("    return Reader(blocks, context)")
    tests, lines = [], []
    for at, when in enumerate(provider.conditions):
        parts = []
        for word in ("model", "unless"):
            if when.get(word):
                module.modules.add("re")
                globs = when[word]
                assert isinstance(globs, list)
                lines.append(f"{word.upper()}_{at}: Final = re.compile({_raw('|'.join(glob(str(g)) for g in globs))})")
                parts.append(f"{word.upper()}_{at}.fullmatch(model) is {'not ' if word == 'model' else ''}None")
        if when.get("thinking") is not None:
            asks = 'request.get("thinking", {}).get("mode", "off") != "off" or "effort" in request'
            parts.append(f"({asks}) is {bool(when['thinking'])}")
        if when.get("tools") is not None:
            parts.append(f'bool(request.get("tools")) is {bool(when["tools"])}')
        if when.get("streaming") is not None:
            parts.append(f'bool(request.get("stream")) is {bool(when["streaming"])}')
        if when.get("variant"):
            variants = when["variant"]
            assert isinstance(variants, list)
            parts.append(f"context.variant in {literal(tuple(variants))}")
        tests.append((" and ".join(parts) or "True", str(when)))
    module.body += ["", *lines] if lines else []
    module.body += [
        "",
        "",
        "def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:",
        '    """Which of the quirks with a `when:` hold for this request."""',
    ]
    if any("model" in when or "unless" in when for when in provider.conditions):
        module.body.append("    model = context.model.lower()")
    module.body += ["    return (", *(f"        {test}," for test, _ in tests), "    )"] if tests else ["    return ()"]
    version = base.info.get("version")
    lists = base.info.get("lists")
    emit_patch(
        provider.tree,
        module,
        next(iter(version), "") if isinstance(version, dict) else "",
        str(lists[0]) if isinstance(lists, list) and lists else "",
    )
    return module.text()
