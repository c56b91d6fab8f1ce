"""Random JSON values: any ones, values of the types that the specs declare, and damaged ones."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from random import Random
from typing import Any

from dragoman.library.shapes import OneOf, Shapes, Words

TEXTS = [
    "", "a", "b c", "\n", "\0", "é🐫", "\ud800", "{}", '{"a":1}', '{"a":', "[1", "null", "auto", "low", "stop", "user",
    "tool", "object", "tool-1", "a/b", "../..", "5m", "<think>", "</think>", "data:image/png;base64,QUJD", "https://h/x",
    "\udc00", "a\ud83d", '"{\\"a\\":1}"', '{"a":1}{"a":1}', '{"a":1}<|im_end|>', '```json\n{"a":1}\n```',
    '{"a":"\\ud83d"}', "a<|channel|>commentary", "functions.a", "<|channel|>final<|message|>b", "<|return|>",
]  # fmt: skip
NUMBERS = [0, 1, -1, 7, 1000, 2**31, 2**63, 10**30, 0.5, -0.0, 1e300]
KEYS = ["type", "text", "id", "name", "content", "input", "arguments", "index", "role", "from_tomorrow", "", "a"]
PRIMITIVES = ("str", "int", "num", "bool")


def text(chance: Random) -> str:
    if chance.random() < 0.8:
        return chance.choice(TEXTS)
    return "".join(chance.choices(string.printable, k=chance.randrange(20)))


def anything(chance: Random, depth: int = 0) -> Any:
    """Return a JSON value, at most three levels deep."""
    sort = chance.randrange(6 if depth < 3 else 4)
    if sort == 0:
        return chance.choice((None, True, False))
    if sort == 1:
        return chance.choice(NUMBERS)
    if sort == 4:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    if sort == 5:
        return {chance.choice(KEYS): anything(chance, depth + 1) for _ in range(chance.randrange(4))}
    return text(chance)


def of_shape(chance: Random, shapes: Shapes, kind: Any, deep: int = 4) -> Any:
    """Return a value of a type in a table of shapes. Optional fields are absent beyond a nesting of `deep` objects."""
    if isinstance(kind, tuple):
        return of_shape(chance, shapes, chance.choice(kind), deep)
    if isinstance(kind, list):
        count = chance.randrange(4 if deep > 0 else 2)
        return [of_shape(chance, shapes, kind[0], deep - 1) for _ in range(count)]
    if kind in PRIMITIVES:
        return _primitive(chance, kind)
    shape = shapes.table.get(kind)
    if isinstance(shape, Words):
        return chance.choice(shape)
    if isinstance(shape, OneOf):
        tag = chance.choice(list(shape.cases))
        return {shape.tag: tag, **of_shape(chance, shapes, shape.cases[tag], deep)}
    if shape is None:
        return anything(chance, 2)
    return _record(chance, shapes, kind, shape, deep)


def _primitive(chance: Random, kind: str) -> Any:
    if kind == "str":
        return text(chance)
    if kind == "bool":
        return chance.random() < 0.5
    return chance.choice(NUMBERS) if kind == "num" else chance.randrange(-1, 40)


def _record(chance: Random, shapes: Shapes, name: str, fields: Mapping[str, Any], deep: int) -> dict[str, Any]:
    required = shapes.required.get(name, ())
    rate = min(0.6, 6 / max(1, len(fields))) if deep > 0 else 0.0
    found = {}
    for key, kind in fields.items():
        if key in required or chance.random() < rate:
            found[key] = of_shape(chance, shapes, kind, deep - 1)
    return found


def damage(chance: Random, value: Any) -> Any:
    """Remove, replace, repeat or add one part of a value. Returns the value, changed in place if possible."""
    holder = value
    while True:
        if not isinstance(holder, (dict, list)) or not holder:
            return anything(chance)
        key = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and chance.random() < 0.8:
            holder = inner
            continue
        _change(chance, holder, key)
        return value


def _change(chance: Random, holder: Any, key: Any) -> None:
    sort = chance.randrange(6)
    if sort == 0:
        del holder[key]
    elif sort == 1:
        holder[key] = None
    elif sort == 2 and isinstance(holder, list):
        holder.append(holder[key])
    elif sort == 2:
        holder[chance.choice(KEYS)] = holder[key]
    elif sort == 3 and isinstance(holder, dict):
        holder["from_tomorrow"] = anything(chance)
    else:
        holder[key] = anything(chance)


def encoded(value: Any) -> bytes:
    """Return the JSON text of any value, with lone surrogates as escapes."""
    return json.dumps(value).encode()


def damage_bytes(chance: Random, data: bytes) -> bytes:
    """Cut, repeat or overwrite a part of a text."""
    if not data:
        return data
    at, sort = chance.randrange(len(data)), chance.randrange(4)
    if sort == 0:
        return data[:at]
    if sort == 1:
        return data[:at] + data[chance.randrange(len(data)) :]
    if sort == 2:
        return data[:at] + chance.randbytes(chance.randrange(1, 4)) + data[at + 1 :]
    return data[:at] + chance.choice((b"\r", b"\n\n", b'"', b"{", b"]", b"\0", b"\xff", b"data: ")) + data[at:]
