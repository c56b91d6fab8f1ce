"""A protocol, compiled: the folder's files with a provider's changes laid over them, resolved and checked, as plans.

A protocol is compiled once for itself (both directions of everything), and once for each provider that changes it
(only the
directions that face a provider). What differs is then emitted for that provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from dragoman_codegen.model import plan
from dragoman_codegen.model.types import Ref, Scope, Type, read_scope
from dragoman_codegen.resolve.frames import Frames
from dragoman_codegen.resolve.leaves import Half, Header
from dragoman_codegen.resolve.passes import read_passes
from dragoman_codegen.resolve.rows import Rows
from dragoman_codegen.resolve.rules import Context, check_covered, compile_rules, read_headers, rule_nodes
from dragoman_codegen.resolve.words import read_table
from dragoman_codegen.spec.load import Fork, Map, Node, Seq, Sources, empty, plain
from dragoman_codegen.spec.patterns import slow_or_wrong
from dragoman_codegen.spec.problems import Place, Problems, suggest

FILES = ("types", "request", "response", "stream", "errors", "lists")
ROOTS = {"request": "Request", "response": "Answer", "errors": "Failure", "lists": "Count"}
BACK = {"request": ("write",), "response": ("read",), "stream": ("read",), "errors": ("read",), "lists": ()}
TOLD = ("url", "key", "model", "haiku", "sonnet", "opus", "window", "answer")  # what a program may be told
BOTH = dict.fromkeys(FILES[1:], ("read", "write"))


@dataclass(slots=True)
class File:
    """One file of a protocol, compiled."""

    name: str
    scope: Scope
    own: tuple[str, ...]  # the types that this file declares
    rules: dict[str, plan.Rule] = field(default_factory=dict)
    tables: dict[str, plan.Table] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)  # read, write -> name of the rule to begin with
    passes: dict[str, tuple[plan.Pass, ...]] = field(default_factory=dict)
    read_stream: plan.ReadStream | None = None
    write_stream: plan.WriteStream | None = None
    event: str = ""
    overflow: tuple[str, ...] = ()
    retry: tuple[str, ...] = ()  # texts of errors behind which a request is worth another try
    without: tuple[str, ...] = ()  # and the kinds of blocks that it then has no more
    statuses: dict[str, dict[str, object]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # the hub's field -> how this protocol's clients say it


@dataclass(slots=True)
class Protocol:
    name: str
    info: dict[str, object]
    files: dict[str, File]


@dataclass(slots=True)
class Hub:
    scope: Scope
    tree: Map

    @property
    def kinds(self) -> dict[str, dict[str, object]]:
        return {str(k): dict(v) for k, v in (plain(self.tree.sub("stream").sub("blocks")) or {}).items()}


def load_protocol(sources: Sources, folder: Path) -> dict[str, Map]:
    return {
        name: sources.get(folder / f"{name}.yaml") if (folder / f"{name}.yaml").exists() else empty()
        for name in ("protocol", *FILES)
    }


def compile_protocol(
    name: str, trees: dict[str, Map], hub: Hub, problems: Problems, back_only: bool = False
) -> Protocol:
    shared = trees["types"]
    before = len(problems.found)
    scope = read_scope(name, shared.sub("types"), shared.sub("words"), problems)
    info = plain(trees["protocol"]) or {}
    files: dict[str, File] = {}
    types = File("types", scope, tuple(shared.sub("types").entries))
    files["types"] = types
    headers: dict[str, list[Header]] = {}
    tables: dict[str, dict[str, tuple[plan.Table, Type]]] = {}
    _info(trees["protocol"], problems)
    for half in ("read", "write"):
        found = _tables(shared.sub("words"), half, hub.scope, problems)
        tables[half] = found
        node = shared.sub(half)
        if half == "read" and len(problems.found) > before:
            problems = Problems()  # types and tables first: what follows from their faults would only be noise
        context = Context(half, scope, hub.scope, problems)
        known = len(problems.found)
        # rules of types.yaml may call each other; what they carry counts for themselves
        rules, compiled = compile_rules(rule_nodes(node), node.keys, context, found, lenient=half == "read")
        if rules and len(problems.found) == known:
            check_covered([compiled], node.place)
        for rule in rules:
            types.rules[rule.name] = rule
        found_headers = read_headers(rule_nodes(node), node.keys, Context(half, scope, hub.scope, Problems()))
        maybes = {rule.name for rule in rules if rule.maybe}
        headers[half] = [replace(one, maybe=one.name in maybes) for one in found_headers.values()]
        for table, _ in found.values():
            types.tables[f"{half}_{table.name}"] = table
    for filed_as in FILES[1:]:
        directions = (BACK if back_only else BOTH)[filed_as]
        files[filed_as] = _compile_file(filed_as, name, trees, scope, hub, problems, headers, tables, directions, info)
    return Protocol(name, info, files)


def _tables(words: Map, half: str, hub: Scope, problems: Problems) -> dict[str, tuple[plan.Table, Type]]:
    found = {}
    for name, node in words.entries.items():
        if isinstance(node, Map):
            table = read_table(name, node, half, hub, problems if half == "read" else Problems())
            if table:
                found[name] = (replace(table[0], name=f"{half}_{name}"), table[1])
        elif not isinstance(node, Seq) and half == "read":
            what = "a list of words, as in '[one, other]', or a table, as in '{ $of: Stop, theirs: ours, $else: ~ }'"
            problems.add(words.keys[name], f"what stands under words is {what}")
    return found


def _rest(table: plan.Table) -> tuple[object, ...]:
    return table.entries, table.other, table.missing, table.total, table.kind, table.clash


def _compile_file(
    name: str,
    protocol: str,
    trees: dict[str, Map],
    shared: Scope,
    hub: Hub,
    problems: Problems,
    headers: dict[str, list[Header]],
    tables: dict[str, dict[str, tuple[plan.Table, Type]]],
    directions: Iterable[str],
    info: dict[str, object],
) -> File:
    tree = trees[name]
    both = Map(
        {**trees["types"].sub("types").entries, **tree.sub("types").entries},
        {**trees["types"].sub("types").keys, **tree.sub("types").keys},
        tree.place,
    )
    words = Map(
        {**trees["types"].sub("words").entries, **tree.sub("words").entries},
        {**trees["types"].sub("words").keys, **tree.sub("words").keys},
        tree.place,
    )
    before = len(problems.found)
    scope = read_scope(protocol, both, words, problems if tree.sub("types").entries else Problems())
    if len(problems.found) > before:
        problems = Problems()  # the rules of a file are looked at when its types are right
    file = File(name, scope, tuple(tree.sub("types").entries))
    for half in directions:
        node = tree.sub(half)
        if not node.entries:
            continue
        context = Context(half, scope, hub.scope, problems)
        known = len(problems.found)
        strict = name == "request" and half == "read"
        lenient = half == "read" and name in ("response", "stream", "errors", "lists")
        nodes = {k: n for k, n in rule_nodes(node).items() if name != "stream" or " from " in k}
        routes = find_routes(nodes, node.keys, context, ROOTS.get(name, ""))
        rules, compiled = compile_rules(nodes, node.keys, context, tables[half], headers[half], routes, strict, lenient)
        file.rules.update({rule.name: rule for rule in rules})
        if name == "stream":
            _stream(file, half, node, compiled, hub, info)
        else:
            root = _root(compiled.headers, ROOTS[name], half, hub)
            if root is None:
                problems.add(
                    node.place,
                    "no rule begins this half: "
                    f"it {'makes' if half == 'read' else 'is made from'} the hub's {ROOTS[name]}",
                )
            else:
                file.roots[half] = root.name
        if name == "errors":
            _errors(file, half, node, hub, problems)
        if name != "stream":
            file.passes[half] = read_passes(node.entries.get("after" if half == "read" else "before"), problems)
        _half_names(node, compiled)
        if len(problems.found) == known:  # a misspelled field would be lost as well: its own message is enough
            check_covered([compiled], node.place)
        if name == "request" and half == "read":
            file.words = hub_words(file.rules.values())
    return file


_READ_WORDS = ("of", "blocks", "after", "case", "rows", "do", "last", "$drop", "$ignore")


def _info(tree: Map, problems: Problems) -> None:
    node = tree.sub("ids").entries.get("illegal")
    fault = slow_or_wrong(str(plain(node))) if node is not None else ""
    if fault and node is not None:
        problems.add(node.place, fault)
    program = tree.sub("program")
    for part in ("always", "usual"):
        for text in program.sub(part).entries.values():
            for hole in re.findall(r"\{(\w*)\}", str(plain(text))):
                if hole not in TOLD:
                    problems.add(text.place, f"nothing fills '{{{hole}}}' here{suggest(hole, TOLD)}")


def _half_names(node: Map, half: Half) -> None:
    """`$ignore` and `$drop` of a whole half: a path, `Type.field`, or a field by its bare name wherever it stands."""
    from dragoman_codegen.resolve.leaves import Env
    from dragoman_codegen.resolve.templates import Templates

    for word in ("$drop", "$ignore"):
        for key, reason in node.sub(word).entries.items():
            place = node.sub(word).keys[key]
            if not str(plain(reason) or "").strip():
                half.problems.add(place, f"{word} of '{key}' needs a reason, as in '{key}: no counterpart there'")
            if re.fullmatch(r"[a-z]\w*", key):
                records = [s for s in half.source.shapes.values() if hasattr(s, "fields") and key in s.fields]
                if not records:
                    half.problems.add(place, f"no type here has a field '{key}'")
                half.cover.bare.add(key)
            else:
                of = half.source.shapes.get(node.text("of"))
                env = Env(half.source.ref(node.text("of")) if of else half.source.ref(next(iter(half.source.shapes))))
                Templates(half).name_covered(key, env, place, seen=False)


def _stream(file: File, half: str, node: Map, compiled: Half, hub: Hub, info: dict[str, object]) -> None:
    frames = info.get("frames")
    frames = frames if isinstance(frames, dict) else {}
    if half == "read":
        for key, place in node.keys.items():
            if key in node.entries and key not in _READ_WORDS and " from " not in key:
                compiled.problems.add(place, f"the read half of a stream has no '{key}'{suggest(key, _READ_WORDS)}")
        file.event = node.text("of")
        file.read_stream = Rows(compiled, hub.kinds).read(node)
    else:
        events = hub.tree.sub("stream").sub("events")
        file.write_stream = Frames(
            compiled, events, hub.kinds, str(frames.get("event") or ""), str(frames.get("done") or "")
        ).read(node)
        compiled.cover.reached = {k: v for k, v in compiled.cover.reached.items() if not k.endswith("Event")}


def _root(rules: list[Header], wanted: str, half: str, hub: Hub) -> Header | None:
    for rule in rules:
        if (rule.target if half == "read" else rule.source) == hub.scope.ref(wanted):
            return rule
    return None


def _errors(file: File, half: str, node: Map, hub: Hub, problems: Problems) -> None:
    faults = getattr(hub.scope.shapes.get("Fault"), "words", ())
    file.statuses[half] = plain(node.sub("statuses")) or {}
    for key, leaf in node.sub("statuses").entries.items():
        fault = str(plain(leaf)) if half == "read" else key
        if fault not in faults:
            problems.add(node.sub("statuses").keys[key], f"Fault has no '{fault}'{suggest(fault, faults)}")
        number = key if half == "read" else str(plain(leaf))
        if not re.fullmatch(r"[1-5]\d\d", number):
            problems.add(
                leaf.place if half == "write" else node.sub("statuses").keys[key],
                f"'{number}' is no status of HTTP, as in '400'",
            )
    if half == "write":
        missing = [fault for fault in faults if fault not in file.statuses[half]]
        if missing:
            problems.add(node.place, f"no status for {', '.join(missing)}: add it under 'statuses'")
        file.headers = {k: {a: str(b) for a, b in v.items()} for k, v in (plain(node.sub("headers")) or {}).items()}
        return
    texts = node.entries.get("overflow")
    if texts is not None and not isinstance(texts, Seq):
        problems.add(texts.place, "overflow is a list of patterns, as in '- maximum context length'")
    patterns = texts.items if isinstance(texts, Seq) else []
    for item in patterns:
        fault_text = bad_pattern(str(plain(item)))
        if fault_text:
            problems.add(item.place, fault_text)
    file.overflow = tuple(str(plain(item)) for item in patterns)
    if "retry" in node.entries:
        _retry(file, node, hub, problems)


def _retry(file: File, node: Map, hub: Hub, problems: Problems) -> None:
    """`retry: {when: [pattern], without: [kind]}`"""
    retry = node.sub("retry")
    example = "as in 'retry: { when: [invalid proof], without: [thought] }'"
    for key in retry.entries:
        if key not in ("when", "without"):
            problems.add(retry.keys[key], f"retry takes no '{key}'{suggest(key, ('when', 'without'))}")
    texts, kinds = retry.entries.get("when"), retry.entries.get("without")
    if not isinstance(texts, Seq) or not isinstance(kinds, Seq):
        problems.add(node.keys["retry"], f"retry has lists of patterns and of kinds of blocks, {example}")
        return
    for item in texts.items:
        fault = slow_or_wrong(str(plain(item)))
        if fault:
            problems.add(item.place, fault)
    for item in kinds.items:
        if str(plain(item)) not in hub.kinds:
            problems.add(item.place, f"there is no kind of block '{plain(item)}'{suggest(str(plain(item)), hub.kinds)}")
    file.retry, file.without = (tuple(str(plain(item)) for item in found.items) for found in (texts, kinds))


_GROUPS = {"prompt", "answer", "total", "most"}


def bad_pattern(pattern: str) -> str:
    """Why a pattern for the texts of an overflow is not accepted, or ''."""
    fault = slow_or_wrong(pattern)
    if fault:
        return fault
    strange = set(re.compile(pattern).groupindex) - _GROUPS
    return f"no number is called {', '.join(sorted(strange))}; there is {', '.join(sorted(_GROUPS))}" if strange else ""


def find_routes(nodes: dict[str, Node], keys: dict[str, Place], context: Context, root: str) -> dict[str, str]:
    """How a loss names where the source of each rule stands, e.g. messages[].content[]: the first way from the root."""
    headers = read_headers(nodes, keys, Context(context.half, context.wire, context.hub, Problems()))
    by_target: dict[str, list[Header]] = {}
    for header in headers.values():
        by_target.setdefault(str(header.target), []).append(header)
    start = next((h for h in headers.values() if str(h.target if context.half == "read" else h.source) == root), None)
    routes: dict[str, str] = {start.name: ""} if start else {}
    queue = [start] if start else []
    texts = {header.name: _leaf_texts(nodes[key]) for key, header in headers.items()}
    while queue:
        header = queue.pop(0)
        for text in texts[header.name]:
            for match in re.finditer(r"\$([\w.*]+)((?: of [\w* ]+?)?)(?: \.[\w.*]+)?(?: \| \w+)* -> (\w+)", text):
                path, of, target = match.group(1), match.group(2), match.group(3)
                for found in by_target.get(target, []):
                    if found.name in routes or not _serves(found, path, of):
                        continue
                    step = "" if path == "it" else path.replace(".*", "[]")
                    routes[found.name] = ".".join(part for part in (routes[header.name], step) if part)
                    queue.append(found)
    return routes


def _serves(header: Header, path: str, of: str) -> bool:
    source = str(header.source)
    return (
        not of or of.removeprefix(" of ").strip().rstrip("*") in (source, source.rstrip("*")) or source not in ("str",)
    )


def _leaf_texts(node: Node | None) -> list[str]:
    value = plain(node)
    if isinstance(node, Fork):
        return [*_leaf_texts(node.then), *_leaf_texts(node.other)]
    out: list[str] = []

    def walk(inner: object) -> None:
        if isinstance(inner, dict):
            for item in inner.values():
                walk(item)
        elif isinstance(inner, list):
            for item in inner:
                walk(item)
        elif isinstance(inner, str):
            out.append(inner)

    walk(value)
    return out


def hub_words(rules: Iterable[plan.Rule]) -> dict[str, str]:
    """The hub's field -> the first path it is read from: a loss that a pass names is shown in the client's words."""
    found: dict[str, str] = {}

    def walk(template: plan.Template) -> None:
        match template:
            case plan.Object(entries=entries):
                for entry in entries:
                    path = _first_path(entry.value)
                    if path and isinstance(entry.value, plan.Alternatives | plan.Items):
                        found.setdefault(entry.key, path)
                    else:
                        walk(entry.value)
            case plan.Case(subject=subject, branches=branches):
                atom = subject.pipes[0].atom
                by_kind = isinstance(atom, plan.Path) and len(atom.steps) == 1
                for tags, inner in branches:
                    kind = _kind(inner)
                    if kind and by_kind:
                        found.setdefault(kind, tags[0])
                    walk(inner)

    for rule in rules:
        walk(rule.body)
    return {key: path for key, path in found.items() if key != path}


def _kind(template: plan.Template) -> str:
    """The kind of hub block that a template makes, if it says so."""
    for entry in template.entries if isinstance(template, plan.Object) else ():
        if entry.key == "kind" and isinstance(entry.value, plan.Alternatives):
            atom = entry.value.pipes[0].atom
            return str(atom.value) if isinstance(atom, plan.Const) else ""
    return ""


def _first_path(template: plan.Template) -> str:
    match template:
        case plan.Alternatives(pipes=pipes):
            atom = pipes[0].atom
            if isinstance(atom, plan.Path) and atom.head == "it" and atom.steps:
                return ".".join(str(step.key) for step in atom.steps if isinstance(step.key, str) and step.key != "*")
        case plan.Items(items=items) if items:
            return _first_path(items[0][0])
    return ""


__all__ = ["FILES", "File", "Hub", "Protocol", "Ref", "compile_protocol", "load_protocol"]
