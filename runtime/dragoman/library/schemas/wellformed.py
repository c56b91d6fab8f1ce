"""Structure of a schema: what the compiler relies on, checked before anything is compiled."""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

MAX_DEPTH: Final = 100  # nested subschemas
_SCHEMA: Final = "Input should be a schema: an object, true or false"


class Unusable(Exception):
    """A schema that cannot be compiled. `path`: the place within the schema."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


def check(root: Any) -> int:
    """Return the number of subschemas. Raises Unusable at the first value that is not what the keyword requires, and
    where subschemas are nested too deeply."""
    count = 0
    waiting: list[tuple[Any, tuple[str | int, ...], int]] = [(root, (), 0)]
    while waiting:
        schema, path, depth = waiting.pop()
        count += 1
        if isinstance(schema, bool):
            continue
        if not isinstance(schema, dict):
            raise Unusable(path, _SCHEMA)
        if depth > MAX_DEPTH:
            raise Unusable(path, f"Schema is nested more than {MAX_DEPTH} levels deep")
        _values(schema, path)
        for key, value in schema.items():
            if key in NAMED:
                _require(isinstance(value, dict), (*path, key), "Input should be an object of schemas")
                waiting += [(inner, (*path, key, name), depth + 1) for name, inner in value.items()]
            elif key in LISTED or key == "items" and isinstance(value, list):
                _require(isinstance(value, list), (*path, key), "Input should be a list of schemas")
                waiting += [(inner, (*path, key, place), depth + 1) for place, inner in enumerate(value)]
            elif key == "items" or key in SINGLE:
                waiting.append((value, (*path, key), depth + 1))
    return count


def _values(schema: dict[str, Any], path: tuple[str | int, ...]) -> None:
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        _require(all(isinstance(kind, str) for kind in kinds), (*path, "type"), "Input should be the name of a type")
    if "enum" in schema:
        _require(isinstance(schema["enum"], list), (*path, "enum"), "Input should be a list of values")
    if "$ref" in schema:
        _require(isinstance(schema["$ref"], str), (*path, "$ref"), "Input should be a string")
    if "required" in schema and not isinstance(schema["required"], bool):  # a boolean in drafts before 4
        _require(isinstance(schema["required"], list), (*path, "required"), "Input should be a list of property names")
        for place, name in enumerate(schema["required"]):
            _require(isinstance(name, str), (*path, "required", place), "Input should be a string")


def _require(right: bool, path: tuple[str | int, ...], message: str) -> None:
    if not right:
        raise Unusable(path, message)
