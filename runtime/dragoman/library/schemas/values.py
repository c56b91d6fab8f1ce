"""JSON values: their types and equality in the terms of JSON Schema, in which `true` is not 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

_TYPE_OF: Final = {bool: "boolean", str: "string", int: "integer", float: "number", dict: "object", list: "array"}


def type_of(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return _TYPE_OF.get(type(value), "null")


def is_of(value: Any, kind: str) -> bool:
    found = type_of(value)
    return found == kind or found == "integer" and kind == "number"


def contains(values: Iterable[Any], value: Any) -> bool:
    """Whether a list contains a value."""
    return any(one == value and type_of(one) == type_of(value) for one in values)


def distinct(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if not contains(found, value):
            found.append(value)
    return found
