"""Migration of the leaves of rules: filters that became operators or forms of one filter."""

from __future__ import annotations

import re

from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from dragoman_codegen.spec.migration.edits import Text, entries, mappings
from dragoman_codegen.spec.migration.renames import EVENTS, FILTERS, VALUES, VALUES_AT_CLOSE, VALUES_IN_ROWS

ROWS = {"rows", "do"}
_VALUE = re.compile(r"\$(\w+)(?![\w.])")
_FILTER = re.compile(r"(\s*)\|(\s*)(\w+)(\s+(?:media_type|data|text|link)\b)?")


def migrate_leaves(text: Text, root: Node | None) -> None:
    """Rewrite each scalar that begins like a leaf."""
    made = {
        name: f"made.{name}"
        for path, node in mappings(root)
        if path[-2:] == ("write", "values")
        for name in entries(node)
    }
    seen: set[int] = set()
    stack: list[tuple[tuple[str, ...], Node | None]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            if str(node.value).startswith("$"):
                _migrate(text, node, _values(path, made))
        elif isinstance(node, SequenceNode):
            stack += [(path, item) for item in node.value]
        else:
            stack += [((*path, key), value) for key, value in entries(node).items()]


def _migrate(text: Text, node: ScalarNode, values: dict[str, str]) -> None:
    span = text.span(node)
    new = _VALUE.sub(lambda found: "$" + values.get(found[1], found[1]), _FILTER.sub(_renamed, span))
    if new != span:
        text.replace(node, new)


def _renamed(found: re.Match[str]) -> str:
    before, between, name, form = found.groups(default="")
    new = FILTERS.get(name)
    if new is None:
        return found[0]
    if not new.isidentifier() and " " not in new:  # an operator, behind a space and not alone at the end of a line
        return f"{before if before else ' '}{new}{form}"
    return f"{before}|{between}{new}{form}"


def _values(path: tuple[str, ...], made: dict[str, str]) -> dict[str, str]:
    """Return the values that are renamed in a leaf in rows, in frames, and in rules that write responses."""
    if "write" not in path:
        return VALUES_IN_ROWS if ROWS & {*path} else {}
    below = path[path.index("write") + 1 :]
    if not below or below[0] not in EVENTS:
        return {"created": VALUES["created"]} if "response" in path[: path.index("write")] else {}
    closes = below[0] == "close" or below[0] == "items" and "close" in below
    return VALUES | made | (VALUES_AT_CLOSE if closes else {})
