"""Type declarations: a TypedDict for each record, a union for each tagged union, a Literal for each list of words.

Hub types declare required keys. In the types of a protocol all keys are optional and nullable: requests are validated
on receipt (see emit/shapes.py), and responses may lack documented fields.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable

from dragoman_codegen.model.types import Either, Field, ListOf, Prim, Record, Ref, Scope, Tagged, Type, Words

PRIM = {"str": "str", "int": "int", "num": "float", "bool": "bool", "json": "Any"}


def tags_of(scope: Scope) -> dict[str, tuple[str, list[str]]]:
    """Return record name -> (tag key, tags of the record)."""
    found: dict[str, tuple[str, list[str]]] = {}
    for shape in scope.shapes.values():
        if isinstance(shape, Tagged):
            for tag, kind in shape.cases.items():
                if isinstance(kind, Ref):
                    found.setdefault(kind.name, (shape.tag, []))[1].append(tag)
    return found


def py_type(kind: Type, scope: Scope, written: Callable[[str], str] = str) -> str:
    """Return a type as an annotation. A protocol's tagged unions are Any, since a provider may send other kinds.
    `written`: returns how a record is written."""
    match kind:
        case Prim(name):
            return PRIM[name]
        case ListOf(item):
            return f"list[{py_type(item, scope, written)}]"
        case Either(members):
            names = [py_type(member, scope, written) for member in members]
            return "Any" if "Any" in names else " | ".join(dict.fromkeys(names))
        case Ref(_, name):
            shape = scope.shapes[name]
            if isinstance(shape, Tagged) and scope.name != "hub":
                return "Any"
            return written(name)
    raise AssertionError(kind)


def emit_scope(scope: Scope) -> list[str]:
    """Return the lines of all types of the hub in spec order, with unions last because they refer to the others."""
    tags = tags_of(scope)
    lines: list[str] = []
    for shape in scope.shapes.values():
        if isinstance(shape, Words):
            lines += alias_lines(shape.name, shape)
    unions: list[str] = []
    for shape in scope.shapes.values():
        if isinstance(shape, Record):
            lines += ["", "", *record_lines(shape, scope, tags.get(shape.name))]
        elif isinstance(shape, Tagged):
            members = list(dict.fromkeys(py_type(kind, scope) for kind in shape.cases.values()))
            unions += _alias(shape.name, members, "", " | ", "")
    return lines + (["", "", *unions] if unions else [])


def alias_lines(name: str, shape: Words) -> list[str]:
    return _alias(name, [repr_str(word) for word in shape.words], "Literal[", ", ", "]")


def repr_str(text: str) -> str:
    """A Python string literal in double quotes, on one line, safe for any text."""
    # repr() prefers double quotes for a text with a single quote and no double one
    return '"' + '\\"'.join(repr("'" + part)[2:-1] for part in text.split('"')) + '"'


def one_line(text: str) -> str:
    """Return a text for use in a comment: nothing in it ends the line."""
    return "".join(char if char.isprintable() else " " for char in text)


def safe(text: str) -> str:
    """Return a text for use in a docstring: no quote or backslash ends it."""
    return one_line(text).replace("\\", "\\\\").replace('"', "'")


def _alias(name: str, members: list[str], before: str, between: str, after: str) -> list[str]:
    line = f"{name} = {before}{between.join(members)}{after}"
    if len(line) <= 118:
        return [line]
    if before:
        return [f"{name} = {before}", *(f"    {member}," for member in members), after]
    return [f"{name} = (", *(f"    {'| ' if at else ''}{member}" for at, member in enumerate(members)), ")"]


def record_lines(
    shape: Record,
    scope: Scope,
    tag: tuple[str, list[str]] | None,
    written: Callable[[str], str] = str,
    name: str = "",
    base: str = "TypedDict",
) -> list[str]:
    """Return the declaration of a record. `tag`: the key and its values in unions; `written`: see `py_type`; `name`,
    `base`: of the class."""
    hub, name = scope.name == "hub", name or shape.name
    rows: list[tuple[str, str]] = []
    if tag and not any(field.wire == tag[0] for field in shape.fields.values()):
        rows.append((tag[0], f"Literal[{', '.join(map(repr_str, tag[1]))}]" if hub or len(tag[1]) < 5 else "str"))
    for field in shape.fields.values():
        rows.append((field.wire, _field(field, py_type(field.type, scope, written), hub)))
    plain = all(key.isidentifier() and not keyword.iskeyword(key) for key, _ in rows)
    total = "" if hub else ", total=False"
    if plain:
        body = [f"    {key}: {kind}" for key, kind in rows] or ["    pass"]
        return [f"class {name}({base}{total}):", *body]
    body = [f"        {repr_str(key)}: {kind}," for key, kind in rows]
    return [
        f"{name} = TypedDict(",
        f"    {repr_str(name)},",
        "    {",
        *body,
        "    },",
        *([] if hub else ["    total=False,"]),
        ")",
    ]


def _field(field: Field, kind: str, hub: bool) -> str:
    if hub:
        return f"NotRequired[{kind}]" if field.optional else kind
    return kind if kind == "Any" or not field.optional else f"{kind} | None"


def raw(text: str) -> str:
    """Return a regular expression as a literal."""
    return f'r"{text}"' if '"' not in text and not text.endswith("\\") and text.isprintable() else repr_str(text)
