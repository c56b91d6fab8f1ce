"""Classes of halves, and the types of one file."""

from __future__ import annotations

import keyword
from dataclasses import replace

from dragoman_codegen.emit.types import record_lines, tags_of
from dragoman_codegen.model.program import File
from dragoman_codegen.model.types import Record, Scope

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


def class_lines(name: str, bases: str, members: list[list[str]]) -> list[str]:
    """A class with an empty line between its members, but for attributes of one line."""
    body: list[str] = []
    for last, member in zip([[], *members], members, strict=False):
        if body and len(last) + len(member) > 2:
            body.append("")
        body += member
    return ["", "", f"class {name}({bases}):", *(body or ["    pass"])]


def emit_scope_part(own: Scope, whole: Scope, old: Scope | None = None) -> list[str]:
    """The types of one file; what they refer to may stand in the shared module. With `old`, a record that has
    further fields inherits from the record of the protocol, in the module `base`."""
    tags = tags_of(whole)
    lines: list[str] = []
    for shape in own.shapes.values():
        if isinstance(shape, Record):
            known = old.shapes.get(shape.name) if old else None
            extends = extension(shape, known) if isinstance(known, Record) else None
            if extends is not None:
                lines += ["", "", *record_lines(extends, whole, None, f"base.{shape.name}")]
            else:
                lines += ["", "", *record_lines(shape, whole, tags.get(shape.name))]
    return lines


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
