"""Strict schemas: the subset for which a provider guarantees that its output conforms (rule 2.0.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

_LOOKAROUND: Final = re.compile(r"\(\?<?[=!]")


def strict_problem(schema: object, keywords: frozenset[str], sizes: Mapping[str, int]) -> str:
    """Return why a schema is not strict, "" if it is: the top level is one object, at every depth an object allows no
    other properties and requires all of them, no pattern looks around, and no keyword is outside of the subset.
    `sizes`: the most that the schema may have of each kind, `optional` properties among them."""
    if not isinstance(schema, dict) or schema.get("type") != "object" or "anyOf" in schema:
        return "the schema is not in the subset of strict schemas"
    if not _fits(schema, keywords, "optional" in sizes):
        return "the schema is not in the subset of strict schemas"
    return "" if _is_small(schema, sizes) else "the schema is larger than a strict schema may be"


def _fits(schema: Any, keywords: frozenset[str], optional: bool) -> bool:
    if not isinstance(schema, dict) or not schema.keys() <= keywords or _LOOKAROUND.search(schema.get("pattern", "")):
        return False
    if _is_object(schema):
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if schema.get("additionalProperties") is not False or not isinstance(properties, dict):
            return False
        if not isinstance(required, list) or not (optional or all(name in required for name in properties)):
            return False
    return all(_fits(one, keywords, optional) for one in _inner(schema))


def _is_small(schema: Any, sizes: Mapping[str, int]) -> bool:
    """Whether a schema has at most `properties`, `optional` ones, `values` of enumerations, `levels` of objects and
    `characters` of names and values, and `list_characters` in an enumeration of more than `list_values`."""
    count = dict.fromkeys(("properties", "optional", "values", "levels", "characters"), 0)
    left = [(schema, 0)]
    while left:
        one, level = left.pop()
        level += _is_object(one)
        names = [name for key in NAMED for name in one.get(key, ())]
        values = [value for value in (*one.get("enum", ()), one.get("const")) if isinstance(value, str)]
        listed = sum(map(len, values)) if len(values) > sizes.get("list_values", len(values)) else 0
        count["properties"] += len(one.get("properties", ()))
        count["optional"] += len(one.get("properties", {}).keys() - set(one.get("required", ())))
        count["values"] += len(one.get("enum", ()))
        count["levels"] = max(count["levels"], level)
        count["characters"] += sum(map(len, (*names, *values)))
        if any(count[kind] > sizes.get(kind, count[kind]) for kind in count):
            return False
        if listed > sizes.get("list_characters", listed):
            return False
        left += [(inner, level) for inner in _inner(one)]
    return True


def _is_object(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "object" or "properties" in schema


def _inner(schema: dict[str, Any]) -> list[Any]:
    """Return the subschemas of a schema."""
    inner: list[Any] = []
    for key, value in schema.items():
        if key in NAMED and isinstance(value, dict):
            inner += value.values()
        elif key in LISTED and isinstance(value, list):
            inner += value
        elif (key in SINGLE or key == "items") and value is not False:
            inner += value if isinstance(value, list) else [value]
    return inner


def closed_objects(schema: Any) -> Any:
    """Return a copy of a schema in which objects allow no further properties unless they state it."""
    if not isinstance(schema, dict):
        return schema
    copy: dict[str, Any] = {}
    for key, value in schema.items():
        if key in NAMED and isinstance(value, dict):
            value = {name: closed_objects(inner) for name, inner in value.items()}
        elif key in LISTED and isinstance(value, list):
            value = [closed_objects(inner) for inner in value]
        elif key in ("items", "additionalProperties"):
            value = closed_objects(value)
        copy[key] = value
    if schema.get("type") == "object" or "properties" in schema:
        copy.setdefault("additionalProperties", False)
    return copy
