"""Classes of halves, and records that extend those of a protocol."""

from __future__ import annotations

import keyword
from dataclasses import replace

from dragoman_codegen.model.program import File
from dragoman_codegen.model.types import Record

TITLES = {
    "types": "Shared types, tables and rules",
    "request": "Requests",
    "response": "Complete responses",
    "stream": "Streamed responses",
    "errors": "Errors",
    "lists": "Token counts and model lists",
}


def class_name(file: File, half: str) -> str:
    """The class of one half of a file, such as ReadResponse."""
    return f"{half.title()}{file.name.title()}"


def class_lines(name: str, bases: str, members: list[list[str]], about: str = "") -> list[str]:
    """A class with an empty line between its members, but for attributes of one line. `about`: its docstring."""
    body = [f'    """{about}"""', ""] if about else []
    for last, member in zip([[], *members], members, strict=False):
        if last and len(last) + len(member) > 2:
            body.append("")
        body += member
    return ["", "", f"class {name}({bases}):", *(body or ["    pass"])]


def extension(shape: Record, old: Record) -> Record | None:
    """Return the record with its new fields alone, or None where it changes the type of another. The fields that it
    does not have remain declared."""
    known, fields = _typed(old), _typed(shape)
    same = all(fields.get(wire, kind) == kind for wire, kind in known.items())
    plain = all(wire.isidentifier() and not keyword.iskeyword(wire) for wire in fields)
    new = {name: field for name, field in shape.fields.items() if field.wire not in known}
    return replace(shape, fields=new) if same and plain else None


def _typed(record: Record) -> dict[str, tuple[str, bool]]:
    return {field.wire: (str(field.type), field.optional) for field in record.fields.values()}
