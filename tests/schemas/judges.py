"""Judges of compiled schemas: the subset of a profile, and what a schema accepts.

They are written from the providers' documentation and share no code with the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import jsonschema

from dragoman.library.schemas import Profile

SCHEMA_TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}
BELONGS = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "minProperties": "object",
    "maxProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "maxItems": "array",
    "minLength": "string",
    "maxLength": "string",
    "pattern": "string",
    "minimum": "number",
    "maximum": "number",
}
BESIDE = {"description", "title", "nullable"}  # what may stand beside `anyOf`, `$ref` and lists of types


def complaints(schema: Any, profile: Profile, tool: bool) -> list[str]:
    """Return what a provider with this profile would reject."""
    found = list(_top(schema)) if tool else []
    if profile.closed:
        found += _subset(schema, profile, "", schema)
    elif profile.references == "inline":
        found += [f"{path} has a reference" for path, part in parts(schema) if "$ref" in part]
    found += _current(schema)
    if tool and profile.illegal:
        names = schema.get("properties", {})
        found += [f"{name} is no name" for name in names if not name or len(name) > profile.max_length]
        found += [f"{name} is no name" for name in names if re.search(profile.illegal, name)]
    for path, part in parts(schema):
        found += _without_a_rule(path, part) if profile.grammar else ()
        kinds = part.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        stated = {"items", "prefixItems"} if profile.closed else {"items"}
        if profile.items and "array" in kinds and not stated & part.keys():
            found.append(f"{path} is an array without items")
        for key, value in profile.without:
            found += [f"{path}.{key} is {value}"] if key != "pattern" and part.get(key, ...) == value else []
            found += _not_compiled(path, part) if key == "pattern" else ()
    return found


def _not_compiled(path: str, part: dict[str, Any]) -> Iterator[str]:
    """Yield patterns that Python's `re` does not compile: https://github.com/BerriAI/litellm/pull/40485."""
    for pattern in (part.get("pattern", ""), *part.get("patternProperties", ())):
        try:
            re.compile(pattern)
        except re.error:
            yield f"{path} has the pattern {pattern}"


def _current(schema: Any) -> Iterator[str]:
    """Yield what makes a schema invalid in draft 2020-12."""
    with suppress(jsonschema.exceptions.SchemaError):
        jsonschema.Draft202012Validator.check_schema(schema)
        return
    yield f"it is no schema of draft 2020-12: {schema}"


def _without_a_rule(path: str, part: dict[str, Any]) -> Iterator[str]:
    """Yield what has no rule in a grammar: https://github.com/ggml-org/llama.cpp/issues/19716."""
    pattern = part.get("pattern", "^$")
    if pattern[0] + pattern[-1] != "^$" or "(?" in pattern or re.search(r"\\[a-zA-Z]", pattern):
        yield f"{path}.pattern is {pattern}"
    if not part.keys() & {
        "type",
        "$ref",
        "anyOf",
        "oneOf",
        "allOf",
        "const",
        "enum",
        "properties",
        "items",
        "prefixItems",
    }:
        yield f"{path} has no type"
    if any(part.get(key, 0) >= 2000 for key in ("minLength", "maxLength", "minItems", "maxItems")):
        yield f"{path} has a long repetition"
    if not re.fullmatch("#/[^~%]*", part.get("$ref", "#/")):
        yield f"{path}.$ref is {part['$ref']}"
    for place, inner in children(part):
        if isinstance(inner, bool) and place.partition(".")[0] in (
            "properties",
            "items",
            "prefixItems",
            "anyOf",
            "oneOf",
        ):
            yield f"{path}.{place} is {inner}"


def _top(schema: Any) -> Iterator[str]:
    """Rules of the top level of a tool's schema, which all providers share."""
    if schema.get("type") != "object":
        yield f"the type is {schema.get('type')}"
    for key in ("oneOf", "anyOf", "allOf", "enum", "not", "$ref"):
        if key in schema:
            yield f"{key} is at the top level"


def _subset(schema: Any, profile: Profile, path: str, root: Any) -> list[str]:
    if not isinstance(schema, dict):
        return [f"{path} is {schema}"]
    known = profile.keywords | {"type"} | ({"nullable"} if profile.nullable else set())
    known |= {"$defs"} if schema is root and profile.references == "definitions" else set()
    found = [f"{path}.{key} is not supported" for key in schema if key not in known]
    kind = schema.get("type")
    beside = BESIDE | {"$defs"} if schema is root else BESIDE
    for key in ("anyOf", "$ref"):
        if key in schema:
            found += [f"{path}: {other} is beside {key}" for other in schema if other not in beside | {key}]
    if isinstance(kind, list):
        found += [] if profile.type_lists and kind and set(kind) <= SCHEMA_TYPES else [f"{path}: the type is {kind}"]
        found += [f"{path}: {other} is beside a list of types" for other in schema if other not in beside | {"type"}]
    elif not {"anyOf", "$ref"} & schema.keys():
        found += [] if kind in SCHEMA_TYPES else [f"{path}: the type is {kind}"]
        found += _keywords(schema, profile, path)
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        target = root.get("$defs", {}).get(name)
        found += [] if isinstance(target, dict) and target else [f"{path}.$ref leads nowhere"]
        found += [
            f"{path}: {key} is in the definition, too" for key in BESIDE if key in schema and key in (target or {})
        ]
    for place, inner in children(schema):
        found += _subset(inner, profile, f"{path}.{place}", root)
    return found


def _keywords(schema: Any, profile: Profile, path: str) -> Iterator[str]:
    """Rules of a schema with one type."""
    kind = "number" if schema.get("type") == "integer" else schema.get("type")
    for key, owner in BELONGS.items():
        if key in schema and owner != kind:
            yield f"{path}.{key} is for {owner} only"
    for name in schema.get("required", ()):
        if name not in schema.get("properties", {}):
            yield f"{path}.required names {name}"
    values = schema.get("enum")
    if values is not None:
        texts, numbers = (all(type(value) in kinds for value in values) for kinds in ((str,), (int, float)))
        if not values or profile.enums == "strings" and not (texts and kind == "string" and all(values)):
            yield f"{path}.enum is {values}"
        if profile.enums == "uniform" and not (texts and kind == "string" or numbers and kind == "number"):
            yield f"{path}.enum is {values}"
    if "format" in schema and profile.formats and schema["format"] not in profile.formats:
        yield f"{path}.format is {schema['format']}"


def children(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the subschemas of a schema with their places."""
    for key, value in schema.items():
        if key in ("properties", "$defs", "definitions", "patternProperties", "dependentSchemas"):
            yield from ((f"{key}.{name}", inner) for name, inner in value.items())
        elif key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            yield from ((f"{key}.{place}", inner) for place, inner in enumerate(value))
        elif key in ("items", "not", "contains", "if", "then", "else", "propertyNames"):
            yield key, value
        elif key == "additionalProperties" and isinstance(value, dict):
            yield key, value


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all schemas that are objects within a schema, with their paths."""
    if isinstance(schema, dict):
        yield path, schema
        for place, inner in children(schema):
            yield from parts(inner, f"{path}.{place}")


def accepts(schema: Any, value: Any) -> bool:
    return jsonschema.Draft202012Validator(standard(schema)).is_valid(value)


def standard(schema: Any) -> Any:
    """Return a schema with `nullable` as standard JSON Schema."""
    if not isinstance(schema, dict):
        return schema
    found = dict(schema)
    for key, value in schema.items():
        if key in ("properties", "$defs", "definitions", "patternProperties"):
            found[key] = {name: standard(inner) for name, inner in value.items()}
        elif key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            found[key] = [standard(inner) for inner in value]
        elif key in ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"):
            found[key] = standard(value)
    return {"anyOf": [found, {"type": "null"}]} if found.pop("nullable", False) else found
