"""Random schemas and values. Both use few names and values, so that they often have to do with each other."""

from __future__ import annotations

from random import Random
from typing import Any

NAMES = ["a", "b", "$c"]
TEXTS = ["", "a", "b", "ab"]
NUMBERS: list[Any] = [0, 1, 2, 2.5, -1]
TYPES = ["string", "integer", "number", "boolean", "object", "array", "null"]
SMALL = 4


def values(random: Random, depth: int = 2) -> Any:
    """Return a random value."""
    kind = random.choice(TYPES if depth > 0 else TYPES[:4])
    if kind == "object":
        return {name: values(random, depth - 1) for name in NAMES if random.random() < 0.5}
    if kind == "array":
        return [values(random, depth - 1) for _ in range(random.randrange(3))]
    if kind == "string":
        return random.choice(TEXTS)
    if kind in ("integer", "number"):
        return random.choice(NUMBERS)
    return random.random() < 0.5 if kind == "boolean" else None


def schemas(random: Random) -> dict[str, Any]:
    """Return a random schema of a tool."""
    root = _object(random, 3) if random.random() < 0.6 else _schema(random, 3)
    found: dict[str, Any] = root if isinstance(root, dict) else {}
    if random.random() < 0.2:
        found = {**found, **_combined(random, 2)}
    if random.random() < 0.6:
        found["type"] = "object"
    found.pop("nullable", None)
    found["$defs"] = {"p": _object(random, 2), "q": _schema(random, 2)}
    found["definitions"] = {"r": _schema(random, 1)}
    return found


def _schema(random: Random, depth: int) -> Any:
    roll = random.random()
    if roll < 0.03:
        return random.random() < 0.8
    if depth <= 0 or roll < 0.3:
        return _leaf(random)
    if roll < 0.55:
        return _object(random, depth)
    if roll < 0.65:
        return _array(random, depth)
    if roll < 0.75:
        return _reference(random, depth)
    if roll < 0.95:
        return _combined(random, depth)
    return {key: inner for part in (_leaf(random), _object(random, depth - 1)) for key, inner in part.items()}


def _leaf(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if random.random() < 0.85:
        found["type"] = random.choice(TYPES) if random.random() < 0.85 else random.sample(TYPES, random.randrange(1, 4))
    for key, choose in _CONSTRAINTS.items():
        if random.random() < 0.12:
            found[key] = choose(random)
    return found


_CONSTRAINTS: dict[str, Any] = {
    "enum": lambda random: [values(random, 1) for _ in range(random.randrange(1, SMALL))],
    "const": lambda random: values(random, 1),
    "minimum": lambda random: random.choice(NUMBERS),
    "exclusiveMinimum": lambda random: random.choice(NUMBERS),
    "maximum": lambda random: random.choice(NUMBERS),
    "exclusiveMaximum": lambda random: random.choice(NUMBERS),
    "multipleOf": lambda random: random.choice([1, 2]),
    "minLength": lambda random: random.randrange(3),
    "maxLength": lambda random: random.choice([0, 1, 2, 2000]),
    "pattern": lambda random: random.choice(["^a", "^a$", "b", r"^\w$", "^(?=a)a$"]),
    "format": lambda random: random.choice(["date-time", "uri"]),
    "description": lambda random: random.choice(["one", "two"]),
    "default": lambda random: values(random, 1),
    "nullable": lambda random: random.random() < 0.7,
}


def _object(random: Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {} if random.random() < 0.15 else {"type": "object"}
    if random.random() < 0.85:
        found["properties"] = {name: _schema(random, depth - 1) for name in NAMES if random.random() < 0.5}
    if random.random() < 0.5:
        found["required"] = [name for name in NAMES if random.random() < 0.4]
    if random.random() < 0.35:
        found["additionalProperties"] = False if random.random() < 0.7 else _schema(random, depth - 1)
    if random.random() < 0.1:
        found[random.choice(["minProperties", "maxProperties"])] = random.randrange(3)
    if random.random() < 0.05:
        found["patternProperties"] = {"^a": _schema(random, depth - 1)}
    if random.random() < 0.05:
        found["propertyNames"] = {"maxLength": 1}
    if random.random() < 0.05:
        found["dependentRequired"] = {"a": ["b"]}
    return found


def _array(random: Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "array"}
    if random.random() < 0.7:
        found["items"] = _schema(random, depth - 1)
    if random.random() < 0.2:
        found["prefixItems"] = [_schema(random, depth - 1) for _ in range(random.randrange(1, 3))]
    for key in ("minItems", "maxItems"):
        if random.random() < 0.2:
            found[key] = random.randrange(3)
    if random.random() < 0.1:
        found["uniqueItems"] = True
    if random.random() < 0.05:
        found["contains"] = _schema(random, depth - 1)
    return found


def _reference(random: Random, depth: int) -> dict[str, Any]:
    target = random.choice(["#/$defs/p", "#/$defs/q", "#/definitions/r", "#"])
    found: dict[str, Any] = {"$ref": target}
    if random.random() < 0.3:
        found["description"] = "three"
    if random.random() < 0.2:
        found.update(_leaf(random) if random.random() < 0.5 else _object(random, depth - 1))
    return found


def _combined(random: Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if random.random() < 0.4:
        found.update(_object(random, depth - 1) if random.random() < 0.7 else _leaf(random))
    key = random.choice(["anyOf", "anyOf", "oneOf", "oneOf", "allOf", "not", "if"])
    if key == "not":
        return {**found, "not": _schema(random, depth - 1)}
    if key == "if":
        return {**found, "if": _schema(random, depth - 1), "then": _schema(random, depth - 1)}
    if key != "allOf" and random.random() < 0.2:
        return {**found, key: [{"required": [name]} for name in random.sample(NAMES, 2)]}
    return {**found, key: [_schema(random, depth - 1) for _ in range(random.randrange(1, SMALL))]}


def candidates(schema: Any, random: Random, count: int) -> list[dict[str, Any]]:
    """Return objects of which many conform to the schema."""
    return [_conforming(schema, schema, random, 4) for _ in range(count)]


def _conforming(schema: Any, root: Any, random: Random, depth: int) -> Any:
    """Return a value that conforms to some of the keywords of a schema, with mistakes."""
    if not isinstance(schema, dict) or depth == 0 or random.random() < 0.05:
        return values(random, 1)
    if "$ref" in schema:
        steps = schema["$ref"].split("/")[1:]
        target = root
        for step in steps:
            target = target[step]
        return _merged(_conforming(target, root, random, depth - 1), _without(schema, "$ref"), root, random, depth)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            parts = [_conforming(part, root, random, depth - 1) for part in schema[key]]
            found = random.choice(parts)
            if all(isinstance(part, dict) for part in parts) and (key == "allOf" or random.random() < 0.2):
                found = {name: value for part in parts for name, value in part.items()}
            return _merged(found, _without(schema, key), root, random, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    kind = schema.get("type", "object" if {"properties", "required"} & schema.keys() else None)
    kind = random.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        properties, required = schema.get("properties", {}), schema.get("required", [])
        rest = schema.get("additionalProperties", True)
        return {
            name: _conforming(properties.get(name, rest), root, random, depth - 1)
            for name in NAMES
            if (name in required or name in properties or random.random() < 0.2)
            and random.random() < (0.95 if name in required else 0.5)
        }
    if kind == "array":
        return [_conforming(schema.get("items", True), root, random, depth - 1) for _ in range(random.randrange(4))]
    fitting = {"string": TEXTS, "integer": NUMBERS[:3], "number": NUMBERS, "boolean": [True, False], "null": [None]}
    return random.choice(fitting.get(kind or "", [values(random, 1)]))


def _without(schema: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in (key, "$defs", "definitions")}


def _merged(value: Any, rest: dict[str, Any], root: Any, random: Random, depth: int) -> Any:
    if isinstance(value, dict) and {"properties", "required"} & rest.keys():
        other = _conforming(rest, root, random, depth - 1)
        if isinstance(other, dict):
            return {**other, **value}
    return value
