"""Example values of JSON Schemas, for the tool calls of the embedded provider."""

from __future__ import annotations

from typing import Any

TEXT = "demo"  # the value of a text without other constraints
MAX_DEPTH = 6  # levels of a schema


def example(schema: Any, root: Any, deep: int) -> Any:
    """Return a small value that a JSON Schema allows. Supports the keywords of usual tool schemas. `root`: the whole
    schema, for references; `deep`: levels that are left."""
    if not isinstance(schema, dict):
        return {} if schema is root else TEXT
    fixed = _fixed(schema)
    if fixed:
        return fixed[0]
    if isinstance(schema.get("$ref"), str) and deep:
        return example(_referred(schema["$ref"], root), root, deep - 1)
    for word in ("anyOf", "oneOf", "allOf"):
        if schema.get(word) and deep:
            return example({**schema[word][0], **{key: schema[key] for key in schema if key != word}}, root, deep - 1)
    kind = schema.get("type", "object" if "properties" in schema or schema is root else "string")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = schema.get("required", [])
        return {name: example(properties.get(name), root, deep - 1) for name in wanted} if deep else {}
    if kind == "array":
        return [example(schema.get("items"), root, deep - 1)] * int(schema.get("minItems", 0)) if deep else []
    if kind in ("integer", "number"):
        return _number(schema)
    if kind in ("boolean", "null"):
        return True if kind == "boolean" else None
    return _string(schema)


def _fixed(schema: dict[str, Any]) -> list[Any]:
    """Return the value that a schema states, in a list; [] if it states none."""
    for word in ("const", "default"):
        if word in schema:
            return [schema[word]]
    for word in ("enum", "examples"):
        if schema.get(word):
            return [schema[word][0]]
    return []


def _referred(reference: str, root: Any) -> Any:
    node = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return node


def _number(schema: dict[str, Any]) -> Any:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high = schema.get("maximum", schema.get("exclusiveMaximum", max(low, 1) + step))
    value = max(low, min(1, high))
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        value += step
    return -(-value // step) * step if "multipleOf" in schema else value


def _string(schema: dict[str, Any]) -> str:
    formats = {
        "date": "2025-01-01",
        "date-time": "2025-01-01T00:00:00Z",
        "time": "00:00:00Z",
        "uri": "https://example.com/",
        "email": "demo@example.com",
        "uuid": "00000000-0000-4000-8000-000000000000",
        "ipv4": "127.0.0.1",
    }
    text = formats.get(schema.get("format", ""), TEXT)
    text += "." * (int(schema.get("minLength", 0)) - len(text))
    return text[: int(schema.get("maxLength", len(text)))]
