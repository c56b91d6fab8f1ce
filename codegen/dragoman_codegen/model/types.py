"""Types of the hub and of protocols: primitives, lists, unions, records, tagged unions and enumerations of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

PRIMS = ("str", "int", "num", "bool", "json")
EXPECTED = {"str": "a string", "int": "an integer", "num": "a number", "bool": "a boolean"}


@dataclass(frozen=True, slots=True)
class Prim:
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Type

    def __str__(self) -> str:
        return f"{self.item}*"


@dataclass(frozen=True, slots=True)
class Either:
    members: tuple[Type, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.members))


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a record, a tagged union or an enumeration, by its name in `scope` (`hub` or a protocol)."""

    scope: str
    name: str

    def __str__(self) -> str:
        return self.name


Type = Prim | ListOf | Either | Ref
STR, INT, NUM, BOOL, JSON = map(Prim, PRIMS)
BUILT_IN = dict(zip(PRIMS, (STR, INT, NUM, BOOL, JSON), strict=True))


@dataclass(frozen=True, slots=True)
class Field:
    name: str  # in rules
    wire: str  # in JSON
    type: Type
    optional: bool


@dataclass(slots=True)
class Record:
    name: str
    fields: dict[str, Field]


@dataclass(slots=True)
class Tagged:
    name: str
    tag: str
    cases: dict[str, Type]  # tag -> record
    other: Type | None
    default: str = ""  # the tag of an object without one


@dataclass(slots=True)
class Words:
    name: str
    words: tuple[str, ...]


Shape = Record | Tagged | Words


@dataclass(slots=True)
class Scope:
    """The types of the hub, or of one protocol with the changes of one provider."""

    name: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    aliases: dict[str, Type] = field(default_factory=dict)

    def ref(self, name: str) -> Ref:
        return _ref(self.name, name)


@lru_cache(maxsize=4096)
def _ref(scope: str, name: str) -> Ref:
    return Ref(scope, name)


def reachable(scope: Scope, root: Type) -> list[Shape]:
    """Return the named types that a value of the root type can contain, in order of discovery."""
    found: dict[str, Shape] = {}

    def walk(kind: Type | None) -> None:
        match kind:
            case ListOf(item):
                walk(item)
            case Either(members):
                for member in members:
                    walk(member)
            case Ref(_, name):
                shape = scope.shapes[name]
                if name in found:
                    return
                found[name] = shape
                for inner in _inner_types(shape):
                    walk(inner)

    walk(root)
    return list(found.values())


def _inner_types(shape: Shape) -> list[Type | None]:
    if isinstance(shape, Record):
        return [field.type for field in shape.fields.values()]
    return [*shape.cases.values(), shape.other] if isinstance(shape, Tagged) else []


def references(kind: Type) -> set[str]:
    """Return the names of the records, tagged unions and enumerations that a type mentions."""
    match kind:
        case Ref(_, name):
            return {name}
        case ListOf(item):
            return references(item)
        case Either(members):
            return {name for member in members for name in references(member)}
    return set()


def holders(scope: Scope, name: str) -> set[str]:
    """Return the names of the fields that hold values of a named type."""
    records = (shape for shape in scope.shapes.values() if isinstance(shape, Record))
    return {field.name for record in records for field in record.fields.values() if name in references(field.type)}


def expected(kind: Type, scope: Scope) -> str:
    """Return the description of a type that validation messages use, as in "a list or a string"."""
    match kind:
        case Prim(name):
            return EXPECTED.get(name, "anything")
        case ListOf():
            return "a list"
        case Either(members):
            return " or ".join(expected(member, scope) for member in members)
        case Ref(_, name):
            shape = scope.shapes[name]
            return one_of(shape.words) if isinstance(shape, Words) else "an object"


def one_of(words: Iterable[str]) -> str:
    """Return `'a', 'b' or 'c'`."""
    quoted = [f"'{word}'" for word in words]
    return " or ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def snake(name: str) -> str:
    """Convert TypeName to type_name."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
