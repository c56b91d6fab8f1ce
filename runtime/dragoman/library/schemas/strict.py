"""Strict schemas: the subset for which a provider guarantees that its output conforms (rule 2.0.3)."""

from __future__ import annotations

import re
from typing import Any, Final

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

_LOOKAROUND: Final = re.compile(r"\(\?<?[=!]")


# The published limits of a strict schema: properties, values of enumerations, levels of objects, characters of names
# and values, and characters of one enumeration with many values. Specs have the source beside `strict`.
MAX_PROPERTIES: Final = 5_000
MAX_VALUES: Final = 1_000
MAX_LEVELS: Final = 10
MAX_CHARACTERS: Final = 120_000
MANY_VALUES: Final = 250
MAX_CHARACTERS_OF_MANY: Final = 15_000


def strict_problem(schema: object, keywords: frozenset[str], optional: bool) -> str:
    """Return why a schema is not strict, "" if it is: the top level is one object, at every depth an object allows no
    other properties and requires all of them (unless `optional`), no pattern looks around, and no keyword is outside of
    the subset. Where all properties are required, the size of a schema is limited too."""
    if not isinstance(schema, dict) or schema.get("type") != "object" or "anyOf" in schema:
        return "the schema is not in the subset of strict schemas"
    if not _fits(schema, keywords, optional):
        return "the schema is not in the subset of strict schemas"
    return "" if optional or _is_small(schema) else "the schema is larger than a strict schema may be"


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


def _is_small(schema: Any) -> bool:
    properties = values = characters = 0
    left = [(schema, 0)]
    while left:
        one, level = left.pop()
        level += _is_object(one)
        names = [name for key in NAMED for name in one.get(key, ())]
        texts = [text for text in one.get("enum", ()) if isinstance(text, str)]
        if len(texts) > MANY_VALUES and sum(map(len, texts)) > MAX_CHARACTERS_OF_MANY:
            return False
        properties, values = properties + len(one.get("properties", ())), values + len(one.get("enum", ()))
        characters += sum(map(len, (*names, *texts, *([const] if isinstance(const := one.get("const"), str) else ()))))
        if max(properties / MAX_PROPERTIES, values / MAX_VALUES, level / MAX_LEVELS, characters / MAX_CHARACTERS) > 1:
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
