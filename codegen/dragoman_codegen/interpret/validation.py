"""Validation of values against declared types, evaluated from the types themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.library.shapes import Check, OneOf, Wrong
from dragoman_codegen.model.types import (
    JSON,
    Either,
    Field,
    ListOf,
    Prim,
    Record,
    Ref,
    Scope,
    Tagged,
    Type,
    Words,
    expected,
    one_of,
)

PYTHON = {"str": (str,), "int": (int,), "bool": (bool,), "num": (int, float)}


def validator(scope: Scope, root: Type, strict: bool) -> Check:
    """Return a function that reports the invalid parts of a value. `strict`: required fields must be present."""
    return _Validator(scope, root, strict)


@dataclass(frozen=True, slots=True)
class _Validator:
    scope: Scope
    root: Type
    strict: bool

    def __call__(self, it: Any, wrong: Wrong) -> None:
        self._inside(self.root, it, wrong)

    def undeclared(self, value: Any) -> Iterator[str]:
        """Yield the paths of undeclared fields."""
        return self._undeclared(self.root, value, "")

    def _undeclared(self, kind: Type, value: Any, path: str) -> Iterator[str]:
        members = kind.members if isinstance(kind, Either) else (kind,)
        for member in () if JSON in members else members:
            if isinstance(member, ListOf) and value.__class__ is list:
                for item in value:
                    yield from self._undeclared(member.item, item, path)
                return
            if isinstance(member, Ref) and value.__class__ is dict:
                yield from self._undeclared_of(self.scope.shapes[member.name], value, path, "")
                return

    def _undeclared_of(self, shape: Any, value: dict[str, Any], path: str, tag: str) -> Iterator[str]:
        if isinstance(shape, Tagged):
            case = shape.cases.get(value.get(shape.tag) or shape.default or "")
            if isinstance(case, Ref):
                yield from self._undeclared_of(self.scope.shapes[case.name], value, path, shape.tag)
        elif isinstance(shape, Record):
            fields = {field.wire: field.type for field in shape.fields.values()}
            for key, inner in value.items():
                below = f"{path}.{key}" if path else key
                if key in fields:
                    yield from self._undeclared(fields[key], inner, below)
                elif key != tag:
                    yield below

    def _fits(self, kind: Type, value: Any) -> bool:
        match kind:
            case Either(members):
                return any(self._fits(member, value) for member in members)
            case Prim(name):
                return name == "json" or value.__class__ in PYTHON[name]
            case Ref(_, name):
                shape = self.scope.shapes[name]
                return value in shape.words if isinstance(shape, Words) else value.__class__ is dict
        return value.__class__ is list

    def _inside(self, kind: Type, value: Any, wrong: Wrong) -> None:
        """Validate the parts of a value that fits its type."""
        members = kind.members if isinstance(kind, Either) else (kind,)
        for member in () if JSON in members else members:
            if isinstance(member, ListOf) and value.__class__ is list:
                return self._list(member, value, wrong)
            if isinstance(member, Ref) and value.__class__ is dict:
                return self._object(member, value, wrong)

    def _list(self, kind: ListOf, value: list[Any], wrong: Wrong) -> None:
        for at, item in enumerate(value):
            if not self._fits(kind.item, item):
                wrong(value, at, expected(kind.item, self.scope), self._union_in(kind.item))
            else:
                self._inside(kind.item, item, wrong)

    def _object(self, kind: Ref, value: dict[str, Any], wrong: Wrong) -> None:
        shape = self.scope.shapes[kind.name]
        if isinstance(shape, Tagged):
            self._tagged(shape, value, wrong)
        elif isinstance(shape, Record):
            for field in shape.fields.values():
                self._field(field, value, wrong)

    def _union_in(self, kind: Type) -> OneOf | None:
        """Return the union that a type is, or that the items of a list are, with what repairs need of it."""
        if isinstance(kind, Either):
            return next(filter(None, map(self._union_in, kind.members)), None)
        if isinstance(kind, ListOf):
            return self._union_in(kind.item)
        shape = self.scope.shapes[kind.name] if isinstance(kind, Ref) else None
        return OneOf(shape.tag, {}, shape.default) if isinstance(shape, Tagged) else None

    def _tagged(self, shape: Tagged, it: dict[str, Any], wrong: Wrong) -> None:
        tag = it.get(shape.tag) or shape.default or it.get(shape.tag)
        if self.strict and not isinstance(tag, str):
            wrong(it, shape.tag, "a string" if shape.tag in it else "", None)
        elif self.strict and tag not in shape.cases and not shape.other and not shape.default:
            wrong(it, shape.tag, one_of(shape.cases), None)
        elif isinstance(tag, str) and tag in shape.cases:
            self._inside(shape.cases[tag], it, wrong)

    def _field(self, field: Field, it: dict[str, Any], wrong: Wrong) -> None:
        key, value = field.wire, it.get(field.wire)
        required = self.strict and not field.optional
        if field.type == JSON:
            if required and key not in it:
                wrong(it, key, "", None)
        elif value is None:
            if required:
                wrong(it, key, expected(field.type, self.scope) if key in it else "", None)
        elif not self._fits(field.type, value):
            wrong(it, key, expected(field.type, self.scope), self._union_in(field.type))
        else:
            self._inside(field.type, value, wrong)
