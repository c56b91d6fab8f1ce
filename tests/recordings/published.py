"""Validation of requests against the vendor's published schemas of Chat and Responses.

`oneOf` is read as `anyOf` because the published branches overlap, `nullable` as a union with null, and objects with
listed properties are closed. Extensions of a provider are listed in extensions.yaml and removed first.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
from ruamel.yaml import YAML

from tests.recordings.corpus import SHARED, needed

EXTENSIONS = Path(__file__).with_name("extensions.yaml")
OPEN = {"FunctionParameters", "ResponseFormatJsonSchemaSchema", "Metadata"}  # free-form objects of the user
REQUESTS = {"openai_chat": "CreateChatCompletionRequest", "openai_responses": "CreateResponse"}


@lru_cache
def _extensions() -> dict[str, dict[str, list[str]]]:
    """Return provider -> protocol -> names of the request fields that the published schema does not have."""
    found: dict[str, dict[str, list[str]]] = YAML(typ="safe", pure=True).load(EXTENSIONS.read_text(encoding="utf-8"))
    return found


@lru_cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    published = json.loads(needed(SHARED / "schemas" / "openai.schema.json").read_bytes())["$defs"]
    definitions = {one: _read(schema, one not in OPEN) for one, schema in published.items()}
    parts = [_resolved(part, definitions) for part in definitions[name].pop("allOf")]
    members: dict[str, Any] = {}
    for part in parts:
        members |= part["properties"]
    needs = [one for part in parts for one in part.get("required", ())]
    definitions[name] = {"type": "object", "properties": members, "required": needs, "additionalProperties": False}
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": definitions})


def _resolved(schema: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the properties of all schemas that it is composed of."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    members: dict[str, Any] = dict(schema.get("properties", {}))
    needs = list(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        inner = _resolved(part, definitions)
        members |= inner["properties"]
        needs += inner["required"]
    return {"properties": members, "required": needs}


def _read(schema: Any, closed: bool) -> Any:
    if isinstance(schema, list):
        return [_read(item, closed) for item in schema]
    if not isinstance(schema, dict):
        return schema
    read = {
        key: _read(value, closed) for key, value in schema.items() if key not in ("oneOf", "nullable", "discriminator")
    }
    if "oneOf" in schema:
        read["anyOf"] = _read(schema["oneOf"], closed)
    if (
        closed
        and isinstance(schema.get("properties"), dict)
        and schema.get("type") == "object"
        and "allOf" not in schema
    ):
        read.setdefault("additionalProperties", False)
    if schema.get("nullable"):
        return {"anyOf": [read, {"type": "null"}]}
    return read


def problems(body: Any, provider: str, protocol: str = "openai_chat") -> list[str]:
    """Return paths and reasons of all schema violations; none for protocols without a published schema."""
    if protocol not in REQUESTS:
        return []
    plain = _without(body, frozenset(_extensions().get(provider, {}).get(protocol, ())))
    return list(_wrong(REQUESTS[protocol], json.dumps(plain)))


@lru_cache(2000)  # many providers receive the same request
def _wrong(name: str, text: str) -> tuple[str, ...]:
    found = []
    for error in _validator(name).iter_errors(json.loads(text)):
        error = jsonschema.exceptions.best_match([error]) or error
        found.append(f"{'.'.join(map(str, error.absolute_path))}: {error.message[:300]}")
    return tuple(found)


def _without(value: Any, names: frozenset[str]) -> Any:
    """Remove members and part types with these names (`tool.name`: of a role), except in the user's schemas.

    A list of only such parts is removed as a whole.
    """
    if isinstance(value, list):
        return [_without(item, names) for item in value if not _is_one(item, names)]
    if not isinstance(value, dict):
        return value
    return {
        key: inner if key in ("parameters", "schema") else _without(inner, names)
        for key, inner in value.items()
        if key not in names and f"{value.get('role')}.{key}" not in names and not _is_theirs(inner, names)
    }


def _is_theirs(inner: Any, names: frozenset[str]) -> bool:
    return isinstance(inner, list) and bool(inner) and all(_is_one(item, names) for item in inner)


def _is_one(item: Any, names: frozenset[str]) -> bool:
    return isinstance(item, dict) and item.get("type") in names
