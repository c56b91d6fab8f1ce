"""Structure of a schema: what the compiler relies on, checked and written in one draft before anything is compiled."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

MAX_DEPTH: Final = 100  # nested subschemas
_SCHEMA: Final = "Input should be a schema: an object, true or false"
_TEXTS: Final = frozenset(["title", "description", "$comment", "pattern", "format", "contentEncoding"])
_SWITCHES: Final = frozenset(["uniqueItems", "deprecated", "readOnly", "writeOnly"])
_ANNOTATIONS: Final = ("title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly")
_TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")
_NUMBERS: Final = frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
_COUNTS: Final = frozenset(
    ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"]
)
_POSITION: Final = re.compile(r"(?<=/)items(?=/\d)")  # in a reference to an item of a list
_NULL: Final = {"type": "null"}

# Receives the path and the reason of a loss.
Lose = Callable[[tuple[str, ...], str], None]


class Unusable(Exception):
    """A schema that cannot be compiled. `path`: the place within the schema."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


def check(root: Any, lose: Lose) -> tuple[Any, int]:
    """Return the schema as one of draft 2020-12, and the number of its subschemas. Raises Unusable at the first value
    that is not what the keyword requires, and where subschemas are nested too deeply."""
    count = _count(root)
    return _current(root, lose, ()), count


def _count(root: Any) -> int:
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


def _current(schema: Any, lose: Lose, path: tuple[str, ...]) -> Any:
    """Return a schema as one of draft 2020-12: keywords of older drafts and `nullable` of OpenAPI are written in the
    current form, and keywords with unusable values are removed."""
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key in NAMED:
            found[key] = {name: _current(inner, lose, (*path, key, name)) for name, inner in value.items()}
        elif key in LISTED or key == "items" and isinstance(value, list):
            found[key] = [_current(inner, lose, (*path, key, str(at))) for at, inner in enumerate(value)]
        elif key in SINGLE or key == "items":
            found[key] = _current(value, lose, (*path, key))
        elif _usable(key, value):
            found[key] = value
        elif key not in _ANNOTATIONS:
            lose((*path, key), f"{key} has a value of a wrong type and is removed")
    _rewrite_drafts(found)
    _name_required(found, schema)
    for key in _define_types(found):
        lose((*path, key), f"{key} has no value that JSON Schema defines and is removed")
    nullable = found.pop("nullable", None) is True and path != ()  # a whole document is never null
    return _with_null(found) if nullable else found


def _usable(key: str, value: Any) -> bool:
    """Whether a keyword can have a value, in this draft or an older one, where the limits may be exclusive."""
    if key in _TEXTS:
        return isinstance(value, str)
    if key in _SWITCHES:
        return isinstance(value, bool)
    if key in _NUMBERS:
        return isinstance(value, (int, float))
    if key == "multipleOf":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
    if key in _COUNTS:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and value % 1 == 0
    return key != "examples" or isinstance(value, list)


def _rewrite_drafts(found: dict[str, Any]) -> None:
    """Rewrite limits, tuples and references of older drafts."""
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(found.get(limit), bool):
            del found[limit]
        if isinstance(found.get(exclusive), bool) and found.pop(exclusive) and limit in found:
            found[exclusive] = found.pop(limit)
    rest = found.pop("additionalItems", None)
    if isinstance(found.get("items"), list):
        parts = found.pop("items")
        found |= {"prefixItems": parts} if parts else {}
        found |= {"items": rest} if rest is not None else {}
    if "$ref" in found:
        found["$ref"] = _POSITION.sub("prefixItems", found["$ref"])


def _name_required(found: dict[str, Any], schema: dict[str, Any]) -> None:
    """Name each required property once, also one that states it itself."""
    if isinstance(found.get("required"), bool):
        del found["required"]
    properties = schema.get("properties", {})
    stated = [name for name, one in properties.items() if isinstance(one, dict) and one.get("required") is True]
    if stated or "required" in found:
        found["required"] = list(dict.fromkeys([*found.get("required", ()), *stated]))


def _define_types(found: dict[str, Any]) -> list[str]:
    """Keep the types that JSON Schema defines. Return the keywords of which nothing would be left."""
    if "type" in found:
        given = found["type"] if isinstance(found["type"], list) else [found["type"]]
        kinds = [kind for kind in dict.fromkeys(map(str.lower, given)) if kind in _TYPES]
        if kinds != given:
            found["type"] = kinds if len(kinds) > 1 else next(iter(kinds), "")
        if kinds and "null" not in kinds and found.get("nullable") is not True and None in found.get("enum", ()):
            found["enum"] = [value for value in found["enum"] if value is not None]
    removed = [key for key in ("type", "enum", "anyOf", "oneOf", "allOf", "prefixItems") if found.get(key) in ("", [])]
    for key in removed:
        del found[key]
    return removed


def _may_be_null(alternatives: list[Any]) -> bool:
    """Whether one of the alternatives may accept null, so that another one beside it would make two of them do."""
    kinds = (option.get("type", "null") if isinstance(option, dict) else "null" for option in alternatives)
    return any("null" in (kind if isinstance(kind, list) else [kind]) for kind in kinds)


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that accepts null, too."""
    found = dict(schema)
    listed = next((key for key in ("anyOf", "oneOf") if key in found), "")
    beside = listed and ("type" in found or {"anyOf", "oneOf"} <= found.keys())
    if found.keys() & {"$ref", "allOf", "const", "not"} or beside or listed == "oneOf" and _may_be_null(found[listed]):
        notes: dict[str, Any] = {key: found.pop(key) for key in _ANNOTATIONS if key in found}
        return {"anyOf": [found, _NULL], **notes}
    if listed and _NULL not in found[listed]:
        found[listed] = [*found[listed], _NULL]
    if "type" in found:
        kinds = found["type"] if isinstance(found["type"], list) else [found["type"]]
        found["type"] = list(dict.fromkeys([*kinds, "null"]))
    if None not in found.get("enum", [None]):
        found["enum"] = [*found["enum"], None]
    return found
