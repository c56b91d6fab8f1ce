"""Edits of the text of a spec: spans of nodes are replaced, all other text keeps its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


@dataclass(slots=True)
class Text:
    """The text of a spec with its nodes, the edits to make and the places that need a hand."""

    text: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    by_hand: list[tuple[int, int, str]] = field(default_factory=list)

    def root(self) -> Node | None:
        node: Node | None = YAML(typ="safe", pure=True).compose(self.text)
        return node

    def span(self, node: Node) -> str:
        return self.text[node.start_mark.index : end(node)]

    def replace(self, node: Node, text: str) -> None:
        self.edits.append((node.start_mark.index, end(node), text))

    def remove(self, mapping: MappingNode, at: int) -> None:
        """Remove an entry: its line, or its part of a flow map with a comma."""
        key, value = mapping.value[at]
        start, stop = key.start_mark.index, end(value)
        if mapping.flow_style:
            if at + 1 < len(mapping.value):
                stop = mapping.value[at + 1][0].start_mark.index
            elif at:
                start = end(mapping.value[at - 1][1])
        else:
            line_end = self.text.find("\n", stop) + 1 or len(self.text)
            if self.text[stop:line_end].strip():  # a comment stays at its place
                stop += len(self.text[stop:line_end]) - len(self.text[stop:line_end].lstrip())
            else:
                start, stop = self.text.rfind("\n", 0, start) + 1, line_end
        self.edits.append((start, stop, ""))

    def report(self, node: Node, text: str) -> None:
        self.by_hand.append((node.start_mark.line + 1, node.start_mark.column + 1, text))

    def edited(self) -> str:
        out = self.text
        for start, stop, text in sorted(set(self.edits), reverse=True):
            out = out[:start] + text + out[stop:]
        return out


def end(node: Node) -> int:
    """Return where a node ends; that of a block collection is where its last value ends."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return end(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return end(node.value[-1])
    return int(node.end_mark.index)


def entries(node: Node | None) -> dict[str, Node]:
    """Return the values of a map by key; of no map, none."""
    return {str(key.value): value for key, value in node.value} if isinstance(node, MappingNode) else {}


def is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and str(node.tag).endswith(":null")


def mappings(node: Node | None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], MappingNode]]:
    """Yield each map once with the keys on the way to it; `-` is an item of a list."""
    seen: set[int] = set()
    stack: list[tuple[tuple[str, ...], Any]] = [(path, node)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            yield path, node
            stack += [((*path, str(key.value)), value) for key, value in node.value]
        elif isinstance(node, SequenceNode):
            stack += [((*path, "-"), item) for item in node.value]
