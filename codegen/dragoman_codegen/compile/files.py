"""Compiles one file of a protocol: its types, its rules in each direction, and what is special to its kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from dragoman_codegen.compile.errors import read_errors
from dragoman_codegen.compile.reuse import Known
from dragoman_codegen.compile.routes import find_routes
from dragoman_codegen.model import plan
from dragoman_codegen.model.program import File, Hub
from dragoman_codegen.model.types import Record, Scope, Type
from dragoman_codegen.resolve.covering.check import Conditions
from dragoman_codegen.resolve.covering.halves import check_covered
from dragoman_codegen.resolve.covering.losses import outcomes, reasons
from dragoman_codegen.resolve.covering.uses import When
from dragoman_codegen.resolve.covering.walk import Covered
from dragoman_codegen.resolve.expressions.half import Half, Header
from dragoman_codegen.resolve.expressions.paths import Env
from dragoman_codegen.resolve.passes import read_passes
from dragoman_codegen.resolve.rules import Context, compile_rules, rule_nodes
from dragoman_codegen.resolve.streams.frames import Frames
from dragoman_codegen.resolve.streams.rows import Rows
from dragoman_codegen.resolve.templates.nodes import Templates
from dragoman_codegen.resolve.types import read_scope
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, last_change

ROOTS = {"request": "Request", "response": "Response", "errors": "ApiError", "lists": "TokenCount"}
BLOCKS = "blocks"  # of a response
RESULT = (BLOCKS, "finish_reason", "usage")  # what a response needs, and its usage
READ_WORDS = ("of", "blocks_end", "passes", "case", "rows", "groups", "ends_after", "$drop", "$ignore")
Tables = dict[str, tuple[plan.Table, Type]]


@dataclass(slots=True)
class Shared:
    """What the files of a protocol share: the trees, and the headers and tables of types.yaml, by half."""

    protocol: str
    trees: dict[str, Map]
    hub: Hub
    info: dict[str, Any]
    headers: dict[str, list[Header]] = field(default_factory=dict)
    rules: dict[str, list[plan.Rule]] = field(default_factory=dict)
    tables: dict[str, Tables] = field(default_factory=dict)
    conditions: Conditions = field(default_factory=Conditions)
    known: Known = field(default_factory=Known)
    usable: bool = True  # the rules of types.yaml have no problems, which would be repeated as fields that are lost

    def joined(self, file: str, key: str) -> Map:
        """The declarations of types.yaml and of the file under `key`."""
        tree, types = self.trees[file], self.trees["types"].sub(key)
        own = tree.sub(key)
        return Map({**types.entries, **own.entries}, {**types.keys, **own.keys}, tree.place)


def compile_file(name: str, shared: Shared, directions: Iterable[str], problems: Problems) -> File:
    tree = shared.trees[name]
    types, words = shared.joined(name, "types"), shared.joined(name, "words")
    before = len(problems.found)
    parts = [shared.trees[part].entries.get(key) for part in ("types", name) for key in ("types", "words")]
    own = problems if tree.sub("types").entries else Problems()
    make = partial(_read_scope, shared.protocol, types, words, own)
    scope, covered = shared.known.made(f"{shared.protocol} scope", parts, own, make)
    if len(problems.found) > before:
        problems = Problems()  # errors in types would only be repeated by the rules that use them
    _check_words(tree.sub("words"), problems)
    file = File(name, scope, tuple(tree.sub("types").entries), place=str(last_change(tree, tree.place)))
    for half in directions:
        node = tree.sub(half)
        if node.entries:
            context = Context(half, scope, shared.hub.scope, problems, types, shared.tables[half], shared.headers[half])
            if half == "write" and name in ("response", "stream"):
                context.request = _request_scope(shared)
            context.covered = covered if half == "read" else shared.known.covered
            context.compiled = shared.known.rules
            _compile_half(file, node, context, shared)
    return file


def _check_words(words: Map, problems: Problems) -> None:
    """Report tables of another file than types.yaml, which no rule would find."""
    for name, node in words.entries.items():
        if isinstance(node, Map):
            text = "is a table of words, which stands in types.yaml; in a quirk, under 'types: { words: .. }'"
            problems.add(words.keys[name], f"{name} {text}", see="words")


def _read_scope(name: str, types: Map, words: Map, problems: Problems) -> tuple[Scope, Covered]:
    """Read the types of a file. Halves that receive values of the same types share what they find covered."""
    return read_scope(name, types, words, problems), Covered()


def _request_scope(shared: Shared) -> Scope | None:
    """Return the types of the client's request under their own name; None where they are not usable."""
    problems = Problems()
    types, words = shared.joined("request", "types"), shared.joined("request", "words")
    scope = read_scope(f"{shared.protocol} request", types, words, problems)
    return scope if isinstance(scope.shapes.get("Request"), Record) and not problems.found else None


def _compile_half(file: File, node: Map, context: Context, shared: Shared) -> None:
    name, half, problems = file.name, context.half, context.problems
    known = len(problems.found)
    context.conditions, context.shared_rules = shared.conditions, shared.rules[half]
    context.strict = name == "request" and half == "read"
    context.lenient = half == "read" and name != "request"
    if name == "response" and "last_frame" in node.entries:
        file.last_frame = node.text("last_frame")
        return
    nodes = rule_nodes(node)
    if name == "stream":
        nodes = Map({k: n for k, n in nodes.entries.items() if " from " in k}, nodes.keys, nodes.place)
    context.routes = find_routes(nodes, context, ROOTS.get(name, ""))
    if name != "stream":
        context.passes = file.passes[half] = read_passes(node.entries.get("passes"), problems)
    rules, compiled = compile_rules(nodes, context)
    file.rules.update({rule.name: rule for rule in rules})
    if name == "stream":
        _stream(file, half, node, compiled, shared)
    else:
        _root(file, node, [one for one in compiled.headers if one not in context.shared], context)
    if name == "errors":
        read_errors(file, half, node, shared.hub, problems)
    _named_fields(node, compiled)
    file.ignored[half] = tuple(compiled.ignored)
    if len(problems.found) > known:
        return  # a misspelled field is not carried either: its own message suffices
    if shared.usable:
        check_covered(file, compiled, context, node.place, shared.hub)
        _check_applied(nodes, file, compiled, context)
    if name == "response" and half == "read" and (root := file.rules.get(file.roots.get(half, ""))):
        _add_result(file, root)


def _add_result(file: File, root: plan.Rule) -> None:
    """Add a rule that reads the usage and the finish reason of a response, and nothing else. It needs no check of what
    it carries."""
    if isinstance(root.body, plan.Object):
        made = [one for one in root.body.entries if one.keep == "let" or one.key in RESULT]
        entries = tuple(replace(one, value=plan.Items(())) if one.key == BLOCKS else one for one in made)
        body = replace(root.body, entries=entries, losses=(), ignored=())
        file.result = root.name.replace("response", "result", 1)
        file.rules[file.result] = replace(
            root, name=file.result, body=body, calls=frozenset(root.calls & plan.texts((body, root.checks)))
        )


def _check_applied(nodes: Map, file: File, compiled: Half, context: Context) -> None:
    """Report the rules of this half that nothing applies: often the name of a quirk's rule is not that of the protocol.
    What a quirk no longer applies may stay."""
    if file.name == "lists":
        return
    rules = {key: place for key, place in nodes.keys.items() if " from " in key}
    protocol = Counter(place.file for place in rules.values())
    if len(protocol) < 2:
        return
    stream = file.read_stream if context.half == "read" else file.write_stream
    applied, waiting = set[str](), [file.roots.get(context.half, ""), *plan.texts(stream)]
    while waiting:
        name = waiting.pop()
        rule = file.rules.get(name)
        if rule is not None and name not in applied:
            applied.add(name)
            waiting += rule.calls
    for header, (key, place) in zip(compiled.headers, rules.items(), strict=False):
        if header.name not in applied and [place.file] != [file for file, _ in protocol.most_common(1)]:
            known = suggest(key, set(rules) - {key})
            context.problems.add(place, f"the rule '{key}' is never applied{known}", see="rule")


def _root(file: File, node: Map, headers: list[Header], context: Context) -> None:
    """Find the rule that a half begins with: into the hub's type of this file, or from it."""
    wanted, reads = ROOTS[file.name], context.half == "read"
    root = next((one for one in headers if (one.target if reads else one.source) == context.hub.ref(wanted)), None)
    if root is None:
        name = f"'{wanted} from TYPE'" if reads else f"'TYPE from {wanted}'"
        what = f"add {name}, with the type of the whole body"
        if wanted == "TokenCount" and reads:
            what += "; model lists of providers are not read: name the models under model_ids of the provider"
        context.problems.add(node.place, f"this half has no rule for {wanted} of the hub: {what}", see="rule")
    else:
        file.roots[context.half] = root.name


def _stream(file: File, half: str, node: Map, compiled: Half, shared: Shared) -> None:
    hub = shared.hub
    if half == "read":
        for key, place in node.keys.items():
            if key in node.entries and key not in READ_WORDS and " from " not in key:
                compiled.problems.add(
                    place, f"the read half of a stream has no '{key}'{suggest(key, READ_WORDS)}", see="unknown-name"
                )
        file.event = node.text("of")
        file.read_stream = Rows(compiled, hub.kinds).read(node)
    else:
        frames = shared.info.get("frames") or {}
        event, done = str(frames.get("event_field") or ""), str(frames.get("done") or "")
        done = done if frames.get("sends_done", True) else ""
        stem = str((shared.info.get("ids") or {}).get("message") or "")
        file.write_stream = Frames(compiled, hub, event, done, stem).read(node)


def _named_fields(node: Map, half: Half) -> None:
    """`$drop` and `$ignore` of a whole half: a path, `Type.field`, or a field name that counts for all types."""
    for word in ("$drop", "$ignore"):
        for listed, when in outcomes(node.entries.get(word)):
            if not isinstance(listed, Map):
                half.problems.add(
                    listed.place,
                    f"{word} names fields with their reasons, as in '{word}: {{ field: why }}'",
                    see="reason-missing",
                )
                continue
            for key, reason in listed.entries.items():
                for one, inner in reasons(reason):
                    half.wide += _named_field(word, key, one, listed, node, half, (*when, *inner))
    half.ignored += half.wide


def _named_field(
    word: str, key: str, reason: Node, listed: Map, node: Map, half: Half, when: When
) -> list[plan.Ignored]:
    place = listed.keys[key]
    if not re.fullmatch(r"[a-z]\w*", key) or isinstance(reason, Map):
        of = node.text("of")
        start = of if of in half.source.shapes else next(iter(half.source.shapes))
        return Templates(half).ignored(word, key, reason, listed, Env(half.source.ref(start)), when)
    if not isinstance(reason, Leaf) or not str(reason.value or "").strip():
        half.problems.add(
            reason.place, f"{word} of '{key}' needs a reason, as in '{key}: no counterpart there'", see="reason-missing"
        )
    text = str(reason.value) if isinstance(reason, Leaf) else ""
    records = (shape for shape in half.source.shapes.values() if isinstance(shape, Record))
    if not any(key in record.fields for record in records):
        half.problems.add(place, f"no type here has a field '{key}'", see="unknown-name")
    return [plan.Ignored("", key, text, when=when, place=str(place))]
