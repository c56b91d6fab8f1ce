"""Types as specs write them: `name?: T named wire`, `T*` a list, `A or B` a union, `{one of: tag, a: T}` a tagged
union.

`str int num bool json` are built in. Words (`words:` of the hub) are types too: a text out of a list.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field

from dragoman_codegen.spec.load import Leaf, Map, Seq
from dragoman_codegen.spec.problems import Place, Problems, suggest

PRIMS = ("str", "int", "num", "bool", "json")


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
    """A record, a tagged union or a list of words, by its name in `scope` (`hub`, or a protocol's name)."""

    scope: str
    name: str

    def __str__(self) -> str:
        return self.name


Type = Prim | ListOf | Either | Ref
STR, INT, NUM, BOOL, JSON = map(Prim, PRIMS)


@dataclass(frozen=True, slots=True)
class Field:
    name: str  # as rules say it
    wire: str  # as the wire spells it
    type: Type
    optional: bool
    place: Place


@dataclass(slots=True)
class Record:
    name: str
    fields: dict[str, Field]
    place: Place


@dataclass(slots=True)
class Tagged:
    name: str
    tag: str
    cases: dict[str, Type]  # tag -> record
    other: Type | None
    place: Place
    default: str = ""  # the tag of one that names none


@dataclass(slots=True)
class Words:
    name: str
    words: tuple[str, ...]
    place: Place


Shape = Record | Tagged | Words


@dataclass(slots=True)
class Scope:
    """The types of the hub or of one protocol (with one provider's changes)."""

    name: str
    shapes: dict[str, Shape] = field(default_factory=dict)
    aliases: dict[str, Type] = field(default_factory=dict)

    def ref(self, name: str) -> Ref:
        return Ref(self.name, name)


_FIELD = re.compile(r"([A-Za-z_$][\w$.:-]*)(\?)?")
_TYPE_NAME = re.compile(r"(?!(?:None|True|False)$)[A-Z]\w*", re.ASCII)


def read_scope(name: str, types: Map, words: Map, problems: Problems) -> Scope:
    """Types first by name, then their insides, so that they may refer to each other in any order."""
    scope = Scope(name)
    aliases: dict[str, Leaf] = {}
    for key, node in words.entries.items():
        if not re.fullmatch(r"[A-Za-z]\w*", key, re.ASCII) or keyword.iskeyword(key):
            problems.add(words.keys[key], f"'{key}' is no name for words or a table; write letters, digits and '_'")
        elif isinstance(node, Seq):
            scope.shapes[key] = Words(
                key, tuple(str(item.value) for item in node.items if isinstance(item, Leaf)), words.keys[key]
            )
    for key, node in types.entries.items():
        place = types.keys[key]
        if not _TYPE_NAME.fullmatch(key):
            problems.add(place, f"'{key}' is no name for a type; one begins with a capital letter, as in 'Message'")
        elif isinstance(node, Leaf) and isinstance(node.value, str):
            aliases[key] = node
        elif not isinstance(node, Map):
            problems.add(place, f"type {key} needs its fields, as in '{key}: {{ id?: str, text: str }}'")
        elif "one of" in node.entries:
            tag, _, default = node.text("one of").partition(" ?? ")
            scope.shapes[key] = Tagged(key, tag.strip(), {}, None, place, default.strip())
        else:
            scope.shapes[key] = Record(key, {}, place)
    for key, leaf in aliases.items():
        pending = [
            word for word in re.findall(r"\w+", str(leaf.value)) if word in aliases and word not in scope.aliases
        ]
        if pending:
            problems.add(leaf.place, f"'{pending[0]}' is itself another name for something; say what it stands for")
            continue
        kind = parse_type(scope, str(leaf.value), leaf.place, problems)
        if kind is not None:
            scope.aliases[key] = kind
    for key, node in types.entries.items():
        shape = scope.shapes.get(key)
        if isinstance(node, Map) and isinstance(shape, Tagged):
            _read_tagged(scope, shape, node, problems)
        elif isinstance(node, Map) and isinstance(shape, Record):
            _read_record(scope, shape, node, problems)
    return scope


def _read_tagged(scope: Scope, shape: Tagged, node: Map, problems: Problems) -> None:
    for tag, leaf in node.entries.items():
        if tag == "one of":
            continue
        kind = _read_type(scope, leaf, problems)
        if kind is None:
            continue
        if not isinstance(kind, Ref):
            problems.add(
                leaf.place if isinstance(leaf, Leaf) else shape.place,
                f"what {shape.name} may be is a type with fields of its own, and this is {kind}",
            )
        elif tag == "$else":
            shape.other = kind
        else:
            shape.cases[tag] = kind


def _read_record(scope: Scope, shape: Record, node: Map, problems: Problems) -> None:
    for key, leaf in node.entries.items():
        place = node.keys[key]
        match = _FIELD.fullmatch(key)
        if not match:
            problems.add(
                place, f"'{key}' is no field name; write 'name: type', or 'name?: type' where it may be absent"
            )
            continue
        name, optional = match.group(1), bool(match.group(2))
        if isinstance(leaf, Leaf) and isinstance(leaf.value, str) and " named " in leaf.value:
            text, _, wire = leaf.value.partition(" named ")
            leaf = Leaf(text.strip(), leaf.place)
        else:
            wire = name
        kind = _read_type(scope, leaf, problems)
        if kind is None:
            continue
        if name in shape.fields:
            problems.add(place, f"{shape.name}.{name} is declared twice, with and without '?'; keep one")
            continue
        shape.fields[name] = Field(name, wire.strip(), kind, optional, place)


def _read_type(scope: Scope, node: object, problems: Problems) -> Type | None:
    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        place = getattr(node, "place", Place())
        problems.add(
            place, "a type is one word, as in 'str', 'Part*' or 'str or Part*'; give a nested object a name of its own"
        )
        return None
    return parse_type(scope, node.value, node.place, problems)


def parse_type(scope: Scope, text: str, place: Place, problems: Problems) -> Type | None:
    members: list[Type] = []
    for part in text.split(" or "):
        word = part.strip()
        stars = len(word) - len(word.rstrip("*"))
        word = word.rstrip("*").strip()
        kind: Type
        if word in PRIMS:
            kind = Prim(word)
        elif word in scope.shapes:
            kind = scope.ref(word)
        elif word in scope.aliases:
            kind = scope.aliases[word]
        else:
            where = "the hub" if scope.name == "hub" else scope.name
            problems.add(place, f"{where} has no type '{word}'{suggest(word, [*PRIMS, *scope.shapes, *scope.aliases])}")
            return None
        for _ in range(stars):
            kind = ListOf(kind)
        members.append(kind)
    return members[0] if len(members) == 1 else Either(tuple(members))


def snake(name: str) -> str:
    """TypeName -> type_name."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
