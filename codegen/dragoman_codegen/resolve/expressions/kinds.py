"""Type relations: assignability, and the records of a type."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman_codegen.model.types import (
    BOOL,
    INT,
    JSON,
    NUM,
    STR,
    Either,
    ListOf,
    Prim,
    Record,
    Ref,
    Scope,
    Shape,
    Tagged,
    Type,
    Words,
)

NULL = Prim("null")


@dataclass(slots=True)
class Kinds:
    """The types of one half of one file. `half` is read or write; values go from scope `source` to `target`."""

    half: str
    source: Scope
    target: Scope
    others: tuple[Scope, ...] = field(default=(), kw_only=True)  # of values that need not be carried: any may be absent

    def shape(self, kind: Ref) -> Shape:
        for scope in (self.source, self.target):
            if scope.name == kind.scope:
                return scope.shapes[kind.name]
        return next(scope.shapes[kind.name] for scope in self.others if scope.name == kind.scope)

    def show(self, kind: Type) -> str:
        return str(kind)

    def fits(self, value: Type, target: Type) -> bool:
        """Return whether a value of the first type can be used where the second is required."""
        if value == target or target == JSON:
            return True
        if value == NULL:
            return True
        if isinstance(value, Either):
            return all(self.fits(member, target) for member in value.members)
        if isinstance(target, Either):
            return any(self.fits(value, member) for member in target.members)
        union = self.tagged(target)
        if union is not None and value in union.cases.values():
            return True
        if isinstance(value, ListOf) and isinstance(target, ListOf):
            return self.fits(value.item, target.item)
        if value == INT and target == NUM:
            return True
        words, asked = self.words(value), self.words(target)
        if asked is not None:
            return words is not None and set(words) <= set(asked)
        return words is not None and target == STR

    def words(self, kind: Type) -> tuple[str, ...] | None:
        if isinstance(kind, Ref):
            shape = self.shape(kind)
            return shape.words if isinstance(shape, Words) else None
        return None

    def const_type(self, value: object, target: Type | None) -> Type:
        if isinstance(value, bool):
            return BOOL
        if isinstance(value, int):
            return INT
        if isinstance(value, float):
            return NUM
        for kind in target.members if isinstance(target, Either) else (target,):
            words = self.words(kind) if kind else None
            if words and value in words:
                assert kind is not None
                return kind
        return STR

    def records(self, kind: Type) -> list[Record]:
        """Return the records that a value of this type can be."""
        if isinstance(kind, Ref):
            shape = self.shape(kind)
            if isinstance(shape, Record):
                return [shape]
            if isinstance(shape, Tagged):
                cases = [*shape.cases.values(), *([shape.other] if shape.other else [])]
                return list({id(record): record for case in cases for record in self.records(case)}.values())
        if isinstance(kind, Either):
            return [record for member in kind.members for record in self.records(member)]
        return []

    def tagged(self, kind: Type) -> Tagged | None:
        shape = self.shape(kind) if isinstance(kind, Ref) else None
        return shape if isinstance(shape, Tagged) else None

    def foreign(self, kind: Type) -> bool:
        """Whether a value belongs to another exchange than the source, such as the request of a response."""
        return isinstance(kind, Ref) and kind.scope in {scope.name for scope in self.others}
