"""Paths of values in a client's terms: where the source of each rule stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman_codegen.resolve.expressions.half import Header
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
