"""Intersection of two alternatives of a normal form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from dragoman.library.schemas.compiling import Compiling
from dragoman.library.schemas.profile import ANNOTATIONS, FAMILIES, OF_ONE_TYPE, Schema
from dragoman.library.schemas.values import contains

_BOUNDS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "minContains": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
    "maxContains": min,
    "uniqueItems": max,
}


def both(one: Schema, other: Schema, state: Compiling) -> Schema | None:
    """Return an alternative that accepts the values that two alternatives accept; None if there are none."""
    kind = _common_type(one.get("type"), other.get("type"))
    if kind is None:
        return None
    if kind:
        one, other = _only(one, kind), _only(other, kind)
    found: Schema = {**other, **one}
    if kind:
        found["type"] = kind
    for key in one.keys() & other.keys() - {"type", *ANNOTATIONS}:
        if one[key] != other[key]:
            found[key] = _common_value(key, one[key], other[key], state)
    if found.get("enum") == []:
        return None
    if "properties" in found or "additionalProperties" in found:
        _combine_properties(one, other, found, state)
    return found


def _common_value(key: str, one: Any, other: Any, state: Compiling) -> Any:
    """Return the value of a keyword that accepts what two values of it accept."""
    if key in _BOUNDS:
        return _BOUNDS[key](one, other)
    if key == "required":
        return list(dict.fromkeys([*one, *other]))
    if key == "enum":
        return [value for value in one if contains(other, value)]
    if key in ("items", "propertyNames", "contentSchema"):
        return _all_of(one, other)
    if key not in ("properties", "additionalProperties"):  # see `_combine_properties`
        state.lose(f"two values of {key} cannot be combined: one is removed")
    return one


def _common_type(one: str | None, other: str | None) -> str | None:
    """Return the type of the intersection: "" for any type, None for no type."""
    if one is None or other is None or one == other:
        return one or other or ""
    return "integer" if {one, other} == {"integer", "number"} else None


def _only(option: Schema, kind: str) -> Schema:
    return {key: value for key, value in option.items() if key not in OF_ONE_TYPE or key in FAMILIES[kind]}


def _all_of(one: Any, other: Any) -> Any:
    if other is True or other == {} or one == other:
        return one
    return other if one is True or one == {} else {"allOf": [one, other]}


def _combine_properties(one: Schema, other: Schema, found: Schema, state: Compiling) -> None:
    """Combine `properties` and `additionalProperties`. Objects that allow only their own properties allow those of both
    schemas: that is what the authors of such schemas mean, and else no property would be left."""
    left, right = one.get("properties", {}), other.get("properties", {})
    properties: Schema = {}
    for name in dict.fromkeys([*left, *right]):
        if name in left and name in right:
            properties[name] = _all_of(left[name], right[name])
            continue
        schema, rest = (left[name], other) if name in left else (right[name], one)
        limit = rest.get("additionalProperties", True)
        if limit is False or limit is not True and "patternProperties" in rest:
            state.lose("properties of schemas that exclude each other are combined", "additionalProperties")
        properties[name] = schema if limit is False or "patternProperties" in rest else _all_of(schema, limit)
    if properties:
        found["properties"] = properties
    if ("patternProperties" in one) != ("patternProperties" in other):
        if any("additionalProperties" in part for part in (one, other)):
            state.lose("patternProperties and additionalProperties are combined", "patternProperties")
    limits = [part["additionalProperties"] for part in (one, other) if "additionalProperties" in part]
    if limits:
        found["additionalProperties"] = (
            False if any(limit is False for limit in limits) else _all_of(limits[0], limits[-1])
        )
