"""The record that an object template becomes, found by the target's type and the tag in the template."""

from __future__ import annotations

from dragoman_codegen.model.types import JSON, Either, ListOf, Prim, Record, Ref, Tagged, Type
from dragoman_codegen.resolve.expressions.half import Half
from dragoman_codegen.spec.expressions import is_expression
from dragoman_codegen.spec.problems import suggest
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node


def members(kind: Type) -> tuple[Type, ...]:
    return kind.members if isinstance(kind, Either) else (kind,)


def target_record(half: Half, node: Map, asks: Type | None) -> Record | None:
    """Return the record that an object becomes. None if there is none, with a problem unless anything is accepted."""
    for kind in members(asks) if asks else ():
        if isinstance(kind, Prim | ListOf):
            continue
        union = half.tagged(kind)
        if union is not None:
            return _case_record(half, node, union)
        records = half.records(kind)
        if records:
            return records[0]
    if asks is not None and asks != JSON:
        half.problems.add(node.place, f"{half.show(asks)} is required here, and this is an object", see="wrong-type")
    return None


def _case_record(half: Half, node: Map, union: Tagged) -> Record | None:
    tag = node.entries.get(union.tag)
    tags = _tags(tag) or ([union.default] if union.default else [])
    if not tags:
        example = f"'{union.tag}: {next(iter(union.cases), 'x')}'"
        text = f"{union.name} is distinguished by '{union.tag}': give it, as in {example}"
        half.problems.add(node.place, text, see="key-missing")
        return None
    for word in tags:
        if word not in union.cases:
            place = tag.place if tag else node.place
            half.problems.add(place, f"{union.name} has no '{word}'{suggest(word, union.cases)}", see="unknown-name")
            return None
    found = half.records(union.cases[tags[0]])
    return found[0] if found else None


def _tags(node: Node | None) -> list[str]:
    """Return the constants that a tag can be."""
    match node:
        case Leaf(value=str() as word) if not is_expression(word):
            return [word]
        case Fork():
            return [*_tags(node.then), *_tags(node.other)]
    return []


def alternatives(node: Node | None) -> list[Node]:
    """Return the nodes that a node can be, by the conditions of quirks."""
    if isinstance(node, Fork):
        return [*alternatives(node.then), *alternatives(node.other)]
    return [node] if node is not None else []


def tagged_union(half: Half, asks: Type | None) -> Tagged | None:
    """Return a union, or the union that a record belongs to."""
    for kind in members(asks) if asks else ():
        union = half.tagged(kind)
        if union:
            return union
        if isinstance(kind, Ref):
            for shape in half.target.shapes.values():
                if isinstance(shape, Tagged) and kind in shape.cases.values():
                    return shape
    return None
