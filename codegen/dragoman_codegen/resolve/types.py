"""Type declarations of specs.

`name?: T named wire` is a field, `T*` a list, `A or B` a union, `{one of: tag, a: T}` a tagged union.

`str`, `int`, `num`, `bool` and `json` are built in. Enumerations (`words:` of the hub) are types too.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from dragoman_codegen.model.types import BUILT_IN, PRIMS, Either, Field, ListOf, Record, Ref, Scope, Tagged, Type, Words
from dragoman_codegen.spec.problems import Place, Problems, suggest
from dragoman_codegen.spec.yaml.tree import Leaf, Map, Node, Seq

_FIELD = re.compile(r"([A-Za-z_$][\w$.:-]*)(\?)?")
_TYPE_NAME = re.compile(r"(?!(?:None|True|False)$)[A-Z]\w*", re.ASCII)


def read_scope(name: str, types: Map, words: Map, problems: Problems) -> Scope:
    """Read all declarations. Names are collected first, so that types can refer to each other in any order."""
    scope = Scope(name)
    _read_words(scope, words, problems)
    _read_aliases(scope, _declare(scope, types, problems), problems)
    for key, node in types.entries.items():
        shape = scope.shapes.get(key)
        if isinstance(node, Map) and isinstance(shape, Tagged):
            _read_tagged(scope, shape, node, problems)
        elif isinstance(node, Map) and isinstance(shape, Record):
            _read_record(scope, shape, node, problems)
    for key, shape in scope.shapes.items():
        if isinstance(shape, Tagged):
            _drop_recursive_cases(scope, shape, types.entries[key], problems)
    return scope


def _read_words(scope: Scope, words: Map, problems: Problems) -> None:
    for key, node in words.entries.items():
        if not re.fullmatch(r"[A-Za-z]\w*", key, re.ASCII) or keyword.iskeyword(key):
            problems.add(
                words.keys[key],
                f"'{key}' is not a valid name for words or a table; use letters, digits and '_'",
                see="name",
            )
        elif isinstance(node, Seq):
            scope.shapes[key] = Words(key, tuple(_listed(key, node, problems)))


def _listed(name: str, node: Seq, problems: Problems) -> Iterator[str]:
    """Yield the words of a list; report an item that is none."""
    found: set[str] = set()
    for item in node.items:
        word = item.value if isinstance(item, Leaf) else None
        if not isinstance(word, str):
            problems.add(item.place, f"{name} is a list of texts; quote a number, 'true' and 'false'", see="words")
        elif word in found:
            problems.add(item.place, f"{name} has '{word}' twice; remove one", see="words")
        else:
            found.add(word)
            yield word
    if not node.items:
        problems.add(node.place, f"{name} has no words; list them, as in '[one, other]'", see="words")


def _declare(scope: Scope, types: Map, problems: Problems) -> dict[str, Leaf]:
    """Add the records and unions to the scope, still without fields. Returns the aliases."""
    aliases: dict[str, Leaf] = {}
    for key, node in types.entries.items():
        place = types.keys[key]
        if not _TYPE_NAME.fullmatch(key):
            problems.add(
                place, f"'{key}' is not a valid type name; begin with a capital letter, as in 'Message'", see="type"
            )
        elif isinstance(node, Leaf) and isinstance(node.value, str):
            aliases[key] = node
        elif not isinstance(node, Map):
            problems.add(
                place, f"type {key} needs its fields, as in '{key}: {{ id?: str, text: str }}'", see="key-missing"
            )
        elif "one of" in node.entries:
            tag, _, default = node.text("one of").partition(" ?? ")
            scope.shapes[key] = Tagged(key, tag.strip(), {}, None, default.strip())
        else:
            scope.shapes[key] = Record(key, {})
    return aliases


def _read_aliases(scope: Scope, aliases: dict[str, Leaf], problems: Problems) -> None:
    for key, leaf in aliases.items():
        named = re.findall(r"\w+", str(leaf.value))
        pending = [word for word in named if word in aliases and word not in scope.aliases]
        if pending:
            problems.add(
                leaf.place, f"'{pending[0]}' is itself another name for something; say what it stands for", see="type"
            )
            continue
        kind = parse_type(scope, str(leaf.value), leaf.place, problems)
        if kind is not None:
            scope.aliases[key] = kind


def _read_tagged(scope: Scope, shape: Tagged, node: Map, problems: Problems) -> None:
    for tag, leaf in node.entries.items():
        if tag == "one of":
            continue
        kind = _read_type(scope, leaf, problems)
        if kind is None:
            continue
        if not isinstance(kind, Ref):
            text = f"{shape.name} is a choice by '{shape.tag}': '{tag}' is a type with fields, and this is {kind}"
            problems.add(leaf.place, f"{text}; give a type that is another one its own name", see="type")
        elif tag == "$else":
            shape.other = kind
        else:
            shape.cases[tag] = kind
    if shape.default and shape.default not in shape.cases:
        text = f"{shape.name} has no '{shape.default}' for objects without a tag{suggest(shape.default, shape.cases)}"
        problems.add(node.entries["one of"].place, text, see="unknown-name")


def _drop_recursive_cases(scope: Scope, shape: Tagged, node: Node, problems: Problems) -> None:
    for tag, leaf in node.entries.items() if isinstance(node, Map) else ():
        case = shape.other if tag == "$else" else shape.cases.get(tag)
        if not isinstance(case, Ref) or shape.name not in _alternatives(scope, case.name):
            continue
        text = f"{shape.name} is itself a case of the type under '{tag}'; name a type with fields"
        problems.add(leaf.place, text, see="type")
        if tag == "$else":
            shape.other = None
        else:
            del shape.cases[tag]


def _alternatives(scope: Scope, name: str) -> set[str]:
    """Return the names of the types that a value of this type can have, itself among them."""
    found: set[str] = set()
    pending = [name]
    while pending:
        found.add(name := pending.pop())
        shape = scope.shapes[name]
        if isinstance(shape, Tagged):
            cases = (*shape.cases.values(), shape.other)
            pending += [case.name for case in cases if isinstance(case, Ref) and case.name not in found]
    return found


def _read_record(scope: Scope, shape: Record, node: Map, problems: Problems) -> None:
    for key, leaf in node.entries.items():
        place = node.keys[key]
        match = _FIELD.fullmatch(key)
        if not match:
            problems.add(
                place,
                f"'{key}' is not a valid field name; write 'name: type', or 'name?: type' where it may be absent",
                see="type",
            )
            continue
        name, wire, declared = match.group(1), match.group(1), leaf
        if isinstance(leaf, Leaf) and isinstance(leaf.value, str) and " named " in leaf.value:
            text, _, wire = leaf.value.partition(" named ")
            declared = Leaf(text.strip(), leaf.place)
        kind = _read_type(scope, declared, problems)
        if kind is None:
            continue
        if name in shape.fields:
            problems.add(place, f"{shape.name}.{name} is declared twice, with and without '?'; keep one", see="type")
            continue
        shape.fields[name] = Field(name, wire.strip(), kind, optional=bool(match.group(2)))


def _read_type(scope: Scope, node: Node, problems: Problems) -> Type | None:
    if not isinstance(node, Leaf) or not isinstance(node.value, str):
        problems.add(
            node.place,
            "a type is one word, as in 'str', 'Part*' or 'str or Part*'; give a nested object its own name",
            see="type",
        )
        return None
    return parse_type(scope, node.value, node.place, problems)


def parse_type(scope: Scope, text: str, place: Place, problems: Problems) -> Type | None:
    """Return the type that a text denotes, or None (and a problem) where a name is unknown."""
    members: list[Type] = []
    for part in text.split(" or "):
        word = part.strip()
        stars = len(word) - len(word.rstrip("*"))
        word = word.rstrip("*").strip()
        kind: Type
        if word in BUILT_IN:
            kind = BUILT_IN[word]
        elif word in scope.shapes:
            kind = scope.ref(word)
        elif word in scope.aliases:
            kind = scope.aliases[word]
        else:
            where = "the hub" if scope.name == "hub" else scope.name
            if "," in word:
                text = f"'{word}' is no type: types of which a value has one are joined by 'or', as in 'str or int'"
                problems.add(place, text, see="type")
                return None
            problems.add(
                place,
                f"{where} has no type '{word}'{suggest(word, [*PRIMS, *scope.shapes, *scope.aliases])}",
                see="unknown-name",
            )
            return None
        for _ in range(stars):
            kind = ListOf(kind)
        members.append(kind)
    return members[0] if len(members) == 1 else Either(tuple(members))
