"""Strict schemas: the subset for which a provider guarantees that its output conforms (rule 2.0.3)."""

from __future__ import annotations

import re
from typing import Any, Final

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

_LOOKAROUND: Final = re.compile(r"\(\?<?[=!]")


def is_strict(schema: object, keywords: frozenset[str], optional: bool) -> bool:
    """Whether a schema conforms to the strict subset: the top level is one object, at every depth an object allows no
    other properties and requires all of them (unless `optional`), no pattern looks around, and no keyword is outside of
    the subset."""
    return (
        isinstance(schema, dict)
        and schema.get("type") == "object"
        and "anyOf" not in schema
        and _fits(schema, keywords, optional)
    )


def _fits(schema: Any, keywords: frozenset[str], optional: bool) -> bool:
    if not isinstance(schema, dict) or not schema.keys() <= keywords or _LOOKAROUND.search(schema.get("pattern", "")):
        return False
    if schema.get("type") == "object" or "properties" in schema:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if schema.get("additionalProperties") is not False or not isinstance(properties, dict):
            return False
        if not isinstance(required, list) or not (optional or all(name in required for name in properties)):
            return False
    inner: list[Any] = []
    for key, value in schema.items():
        if key in NAMED and isinstance(value, dict):
            inner += value.values()
        elif key in LISTED and isinstance(value, list):
            inner += value
        elif (key in SINGLE or key == "items") and value is not False:
            inner += value if isinstance(value, list) else [value]
    return all(_fits(one, keywords, optional) for one in inner)


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
