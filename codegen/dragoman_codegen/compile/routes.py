"""Paths of values in a client's terms: where the source of each rule stands, and what each hub field is read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dragoman_codegen.model import plan
from dragoman_codegen.resolve.leaves import Header
from dragoman_codegen.resolve.rules import Context, read_headers
from dragoman_codegen.spec.expressions import rule_calls
from dragoman_codegen.spec.load import Fork, Leaf, Map, Node, Seq
from dragoman_codegen.spec.problems import Problems


def find_routes(nodes: Map, context: Context, root: str) -> dict[str, str]:
    """Return rule name -> path of its source in losses, e.g. messages[].content[]: the first way from the root."""
    headers = read_headers(nodes, replace(context, problems=Problems()))
    by_target: dict[str, list[Header]] = {}
    for header in headers.values():
        by_target.setdefault(str(header.target), []).append(header)
    start = next((h for h in headers.values() if str(h.target if context.half == "read" else h.source) == root), None)
    routes: dict[str, str] = {start.name: ""} if start else {}
    queue = [start] if start else []
    texts = {header.name: list(_texts(nodes.entries[key])) for key, header in headers.items()}
    while queue:
        header = queue.pop(0)
        for call in (call for text in texts[header.name] for call in rule_calls(text)):
            for found in by_target.get(call.target, []):
                if found.name not in routes and _serves(found, call.of):
                    step = "" if call.path == ("it",) else ".".join(call.path).replace(".*", "[]")
                    routes[found.name] = ".".join(part for part in (routes[header.name], step) if part)
                    queue.append(found)
    return routes


def _serves(header: Header, of: tuple[str, ...]) -> bool:
    """A rule from a text is not meant where the value is narrowed to something else."""
    return str(header.source) != "str" or not of or of[0].rstrip("*") == "str"


def _texts(node: Node | None) -> Iterator[str]:
    """Yield the texts within a rule."""
    match node:
        case Leaf(value=str() as text):
            yield text
        case Map(entries=entries):
            for inner in entries.values():
                yield from _texts(inner)
        case Seq(items=items):
            for inner in items:
                yield from _texts(inner)
        case Fork(then=then, other=other):
            yield from _texts(then)
            yield from _texts(other)


def hub_words(rules: Iterable[plan.Rule]) -> dict[str, str]:
    """Return hub field -> the first path that it is read from: passes report losses in the client's terms."""
    found: dict[str, str] = {}
    for rule in rules:
        _collect_words(rule.body, found)
    return {key: path for key, path in found.items() if key != path}


def _collect_words(template: plan.Template, found: dict[str, str]) -> None:
    match template:
        case plan.Object(entries=entries):
            for entry in entries:
                path = _first_path(entry.value)
                if path:
                    found.setdefault(entry.key, path)
                else:
                    _collect_words(entry.value, found)
        case plan.Case(subject=subject, branches=branches):
            atom = subject.pipes[0].atom
            by_kind = isinstance(atom, plan.Path) and len(atom.steps) == 1
            for tags, inner in branches:
                kind = _kind(inner)
                if kind and by_kind:
                    found.setdefault(kind, tags[0])
                _collect_words(inner, found)


def _kind(template: plan.Template) -> str:
    """Return the kind of the hub block that a template makes, or ''."""
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
            return _first_path(items[0].value)
    return ""
