"""Unions of alternatives: duplicates, lists of values, and the one object that replaces several."""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.schemas.compiling import Compiling
from dragoman.library.schemas.profile import ANNOTATIONS, Schema
from dragoman.library.schemas.values import distinct

_MERGED: Final = "alternatives at the top level are merged into one object"


def simplified(options: list[Schema]) -> list[Schema]:
    """Return the alternatives without duplicates. Lists of values of one type become one list."""
    found: list[Schema] = []
    for option in options:
        if option in found:
            continue
        same = next((one for one in found if _lists_values(option) and _lists_values(one, option["type"])), None)
        if same is None:
            found.append(option)
        else:
            place = found.index(same)
            found[place] = {**without_annotations(same), "enum": distinct([*same["enum"], *option["enum"]])}
    return found


def _lists_values(option: Schema, kind: str = "") -> bool:
    return (
        option.keys() <= {"type", "enum", *ANNOTATIONS}
        and {"type", "enum"} <= option.keys()
        and option["type"] in ("string", "number", "integer")
        and (not kind or option["type"] == kind)
    )


def without_annotations(option: Schema) -> Schema:
    return {key: value for key, value in option.items() if key not in ANNOTATIONS}


def one_object(options: list[Schema], state: Compiling) -> Schema:
    """Return one object schema for alternatives that are objects: the properties of all, required what all require."""
    if not options:
        state.lose("no object is accepted: any object is accepted instead")
        return {"type": "object"}
    if len(options) == 1:
        return options[0]
    state.lose(_MERGED, wider=True, narrower=True)
    found: Schema = {}
    for option in options:
        found = {**option, **found}
    names = dict.fromkeys(name for option in options for name in option.get("properties", {}))
    properties = {
        name: _either([o["properties"][name] for o in options if name in o.get("properties", {})]) for name in names
    }
    required = [name for name in options[0].get("required", ()) if all(name in o.get("required", ()) for o in options)]
    closed = all(option.get("additionalProperties") is False for option in options)
    for key in [key for key in found if key not in ("type", *ANNOTATIONS)]:
        if not all(key in option and option[key] == found[key] for option in options):
            del found[key]
    if properties:
        found["properties"] = properties
    if required:
        found["required"] = required
    if closed:
        found["additionalProperties"] = False
    return found


def _either(schemas: list[Any]) -> Any:
    """Return a schema that accepts what one of the schemas accepts."""
    different = distinct(schemas)
    if len(different) == 1:
        return different[0]
    values = [_values(schema) for schema in different]
    if all(listed is not None for listed in values):
        kept = [value for listed in values for value in listed or ()]
        first = different[0]
        named = {"type": first["type"]} if all(s.get("type", "") == first.get("type", 0) for s in different) else {}
        return {**named, "enum": distinct(kept)}
    return {"anyOf": different}


def _values(schema: Any) -> list[Any] | None:
    if not isinstance(schema, dict) or not schema.keys() <= {"type", "const", "enum", *ANNOTATIONS}:
        return None
    return [schema["const"]] if "const" in schema else schema.get("enum")
