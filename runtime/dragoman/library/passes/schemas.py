"""Passes over schemas of tools and of the response format (rule 2.0.3). Client schemas are copied, never changed."""

from __future__ import annotations

from typing import Any, Final

from dragoman.library.context import Context
from dragoman.library.hub import Request
from dragoman.values import arguments

# Keywords of the strict subset of JSON Schema, besides `properties`, `required` and `additionalProperties`.
_WITHIN: Final = ("items", "anyOf", "$defs", "definitions")
_PLAIN: Final = frozenset(
    ["type", "enum", "const", "description", "title", "$ref", "pattern", "format", "minimum", "maximum", "multipleOf"]
    + ["exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"]
)
_KNOWN: Final = _PLAIN | {"properties", "required", "additionalProperties", *_WITHIN}
_NAMED: Final = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")  # name -> schema
_OPAQUE: Final = ("enum", "const", "default", "examples", "required")


def normalize_schemas(
    request: Request,
    context: Context,
    *,
    drop: list[str],
    strict: bool = True,
    everywhere: list[str] = [],  # noqa: B006 (read by the compiler, never changed)
) -> None:
    """Give each function tool an object schema (case 53), without the keywords `drop` at the top level and `everywhere`
    at any depth.

    strict: whether the provider supports `strict`; it is kept if the schema conforms to the strict subset. The response
    format's `strict` states whether its schema conforms (case 28).
    """
    for tool in request.get("tools", ()):
        if tool["kind"] == "function":
            schema = _tidied(tool.get("schema"), drop, everywhere)
            tool["schema"] = schema
            if "strict" in tool and not (strict and tool["strict"] and is_strict(schema)):
                del tool["strict"]
    form = request.get("response_format")
    if form is not None and isinstance(form.get("schema"), dict):
        form["schema"] = _without(form["schema"], drop, everywhere)
        form["strict"] = strict and is_strict(form["schema"])


def is_strict(schema: object) -> bool:
    """Whether a schema conforms to the strict subset: at every depth an object requires all its properties and allows
    no others, and no keyword is outside the subset (rule 2.0.3)."""
    try:
        return isinstance(schema, dict) and schema.get("type") == "object" and "anyOf" not in schema and _fits(schema)
    except RecursionError:
        return False


def _fits(schema: object) -> bool:
    if not isinstance(schema, dict) or not schema.keys() <= _KNOWN:
        return False
    properties = schema.get("properties", {})
    if schema.get("type") == "object" or "properties" in schema:
        required = schema.get("required", [])
        if schema.get("additionalProperties") is not False or not isinstance(properties, dict):
            return False
        if not isinstance(required, list) or not all(name in required for name in properties):
            return False
    inner = list(properties.values()) if isinstance(properties, dict) else [properties]
    for key in _WITHIN:
        value = schema.get(key, [])
        if isinstance(value, dict):
            inner += value.values() if key in _NAMED else [value]
        else:
            inner += value if isinstance(value, list) else [value]
    return all(map(_fits, inner))


def _tidied(schema: object, drop: list[str], everywhere: list[str]) -> dict[str, Any]:
    if not isinstance(schema, dict) or not schema:
        return {"type": "object", "properties": {}}
    tidy = _without(schema, drop, everywhere)
    if "type" not in tidy:
        tidy = {"type": "object", **tidy}
    if tidy["type"] == "object" and not isinstance(tidy.get("properties"), dict):
        tidy = {**tidy, "properties": {}}
    return tidy


def _without(schema: dict[str, Any], drop: list[str], everywhere: list[str]) -> dict[str, Any]:
    """Return the schema without these keywords, copied if necessary."""
    if everywhere:
        try:
            schema = _pruned(schema, frozenset(everywhere))
        except RecursionError:
            pass  # nested too deeply
    if any(key in schema for key in drop):
        schema = {key: value for key, value in schema.items() if key not in drop}
    return schema


def _pruned(value: Any, keywords: frozenset[str]) -> Any:
    """Return a copy without these keywords; property names and values are not keywords."""
    if isinstance(value, list):
        return [_pruned(item, keywords) for item in value]
    if not isinstance(value, dict):
        return value
    copy: dict[str, Any] = {}
    for key, inner in value.items():
        if key in _NAMED and isinstance(inner, dict):
            inner = {name: _pruned(schema, keywords) for name, schema in inner.items()}
        elif key not in _OPAQUE:
            inner = _pruned(inner, keywords)
        if key not in keywords:
            copy[key] = inner
    return copy


def describe_response_format(request: Request, context: Context, *, prefix: str) -> None:
    """Describe the schema of the response in a system text after `prefix`, for providers that return JSON but accept no
    schema (rule 2.1)."""
    form = request.get("response_format")
    if form is not None and "schema" in form:
        text = prefix + arguments.text(form["schema"])
        request["system"] = [*request.get("system", ()), {"kind": "text", "text": text}]
        context.lose("response_format", "written in the system text: this provider supports no schema")
