"""Migration of the leaves of rules: filters that became operators or forms of one filter."""

from __future__ import annotations

import re

from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from dragoman_codegen.spec.migration.edits import Text, entries
from dragoman_codegen.spec.migration.renames import FILTERS

_FILTER = re.compile(r"(\s*)\|(\s*)(\w+)(\s+(?:media_type|data|text|link)\b)?")


def migrate_leaves(text: Text, root: Node | None) -> None:
    """Rewrite each scalar that begins like a leaf and applies a filter."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            if str(node.value).startswith("$") and "|" in node.value:
                _migrate(text, node)
            continue
        stack += node.value if isinstance(node, SequenceNode) else entries(node).values()


def _migrate(text: Text, node: ScalarNode) -> None:
    span = text.span(node)

    def renamed(found: re.Match[str]) -> str:
        before, between, name, form = found.groups(default="")
        new = FILTERS.get(name)
        if new is None:
            return found[0]
        if not new.isidentifier() and " " not in new:  # an operator, behind a space and not alone at the end of a line
            return f"{before if before else ' '}{new}{form}"
        return f"{before}|{between}{new}{form}"

    new = _FILTER.sub(renamed, span)
    if new != span:
        text.replace(node, new)
