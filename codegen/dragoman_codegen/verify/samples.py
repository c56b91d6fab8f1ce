"""Sample values of declared types, always the same ones: each field present and absent, each case, each word.

A list holds a sample of each kind of item, so that one value reaches most branches of a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman_codegen.model.types import Either, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words

PRIMS: dict[str, list[Any]] = {
    "str": ["a", "", '{"b": 1}'],
    "int": [7, 0],
    "num": [0.5, 2, 0],
    "bool": [True, False],
    "json": [{"type": "object", "properties": {"a": {"type": "string"}}}, "text", [1], 3, True],
}
UNKNOWN = "something-new"  # a tag or a word that no spec declares
DEPTH = 5  # of nested records; below it, optional fields are absent
ROTATIONS = 6


class Samples:
    """`scopes`: the types by the name of their scope. `partial`: any field of a record may be absent."""

    def __init__(self, scopes: Mapping[str, Scope], partial: bool) -> None:
        self.scopes, self.partial = scopes, partial
        self.known: dict[tuple[Type, int], list[Any]] = {}

    def of(self, kind: Type, depth: int = DEPTH) -> list[Any]:
        """Return values of a type, the fullest first. They share parts: copy one before it is changed."""
        key = (kind, depth)
        if key not in self.known:
            self.known[key] = self._of(kind, depth)
        return self.known[key]

    def _of(self, kind: Type, depth: int) -> list[Any]:
        match kind:
            case Prim(name):
                return PRIMS[name]
            case ListOf(item):
                return [self.of(item, depth - 1), []] if depth > 0 else [[]]
            case Either(members):
                return [value for member in members for value in self.of(member, depth)]
            case Ref(scope, name):
                shape = self.scopes[scope].shapes[name]
                if isinstance(shape, Words):
                    return [*shape.words]
                return self._tagged(shape, depth) if isinstance(shape, Tagged) else self._record(shape, depth)
        raise AssertionError(kind)

    def _tagged(self, shape: Tagged, depth: int) -> list[Any]:
        most = ROTATIONS if depth >= DEPTH else 2 if depth == DEPTH - 1 else 1
        cases = [(tag, value) for tag, case in shape.cases.items() for value in self.of(case, depth)[:most]]
        found = [{shape.tag: tag, **value} for tag, value in cases]
        if shape.default:
            found += [dict(value) for value in self.of(shape.cases[shape.default], depth)[:1]]
        if shape.other is not None:
            found += [{shape.tag: UNKNOWN, **value} for value in self.of(shape.other, depth)[:1]]
        return found

    def _record(self, shape: Record, depth: int) -> list[Any]:
        required = {field.wire: field.type for field in shape.fields.values() if not field.optional}
        least = {wire: self.of(kind, depth - 1)[-1] for wire, kind in required.items()}
        if depth <= 0:
            return [least]
        every = {field.wire: self.of(field.type, depth - 1) for field in shape.fields.values()}
        turns = min(max(map(len, every.values()), default=1), ROTATIONS)
        found = [{wire: values[turn % len(values)] for wire, values in every.items()} for turn in range(turns)]
        found.append(least)
        return [*found, {}] if self.partial and least else found
