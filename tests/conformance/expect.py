"""Comparison of expected and actual values. Values, lists and maps must be equal, except for these matchers:

    {$match: pattern}      a text that matches the whole pattern      {$over: 3}      a greater number
    {$has: value}          a map that recursively contains this (lists have the same length)
    {$envelope: members}   a reasoning envelope of exactly these members
    {$parts: [...]}        content parts; a text is a pattern for adjacent text parts
    {$cut: text}           an input truncated by the token limit

`differences` returns a list of messages with paths; the list is empty if the values match.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

ABSENT = object()


def differences(wanted: Any, got: Any, path: str = "", loose: bool = False) -> list[str]:
    if isinstance(wanted, dict) and len(wanted) == 1:
        ((key, inner),) = wanted.items()
        if key in MATCHERS:
            return MATCHERS[key](inner, got, path)
    if got is ABSENT:
        return [f"{path} is missing: {short(wanted)}"]
    if isinstance(wanted, dict) and isinstance(got, dict):
        keys = list(wanted) if loose else list({**wanted, **got})
        return [
            line
            for key in keys
            for line in (
                differences(wanted[key], got.get(key, ABSENT), f"{path}.{key}", loose)
                if key in wanted
                else [f"{path}.{key} should not be there: {short(got[key])}"]
            )
        ]
    if isinstance(wanted, list) and isinstance(got, list):
        if len(wanted) != len(got):
            return [f"{path} has {len(got)} items and not {len(wanted)}: {short(got)}"]
        return [
            line
            for n, (one, other) in enumerate(zip(wanted, got, strict=True))
            for line in differences(one, other, f"{path}.{n}", loose)
        ]
    if wanted == got and isinstance(wanted, bool) == isinstance(got, bool):
        return []
    return [f"{path} is {short(got)} and not {short(wanted)}"]


def short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) < 300 else text[:200] + " … " + text[-60:]


def at(value: Any, path: str) -> Any:
    """Return the value at a dotted path, or ABSENT."""
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key, ABSENT)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return ABSENT
    return value


def opened(text: Any) -> Any:
    """Decode a reasoning envelope independently of the product."""
    if not isinstance(text, str) or not text.startswith("xr1."):
        return None
    body = text[4:]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def _match(pattern: str, got: Any, path: str) -> list[str]:
    return (
        [] if isinstance(got, str) and re.fullmatch(pattern, got) else [f"{path} does not fit {pattern}: {short(got)}"]
    )


def _over(least: float, got: Any, path: str) -> list[str]:
    return [] if isinstance(got, int | float) and got > least else [f"{path} is not above {least}: {short(got)}"]


def _has(wanted: Any, got: Any, path: str) -> list[str]:
    return differences(wanted, got, path, loose=True)


def _envelope(members: Any, got: Any, path: str) -> list[str]:
    inside = opened(got)
    return (
        [f"{path} is no envelope: {short(got)}"]
        if inside is None
        else differences(members, inside, f"{path}<envelope>")
    )


def _parts(wanted: list[Any], got: Any, path: str) -> list[str]:
    got = _merged(got)
    if len(got) != len(wanted):
        return [f"{path} should be {len(wanted)} parts: {short(got)}"]
    lines = []
    for n, (one, part) in enumerate(zip(wanted, got, strict=True)):
        if isinstance(one, str):
            lines += differences({"type": "text", "text": {"$match": one}}, part, f"{path}.{n}")
        else:
            lines += differences(one, part, f"{path}.{n}")
    return lines


def _merged(parts: Any) -> list[Any]:
    """Return content parts with adjacent texts joined, because their division is arbitrary."""
    merged: list[Any] = []
    for part in parts if isinstance(parts, list) else [{"type": "text", "text": parts}]:
        if merged and part.get("type") == merged[-1].get("type") == "text":
            merged[-1] = {"type": "text", "text": f"{merged[-1]['text']}\n{part['text']}"}
        else:
            merged.append(part)
    return merged


def _cut(text: str, got: Any, path: str) -> list[str]:
    return [] if got == {"$cut": text} else [f"{path} is {short(got)} and not cut at {text!r}"]


MATCHERS: dict[str, Callable[[Any, Any, str], list[str]]] = {
    "$match": _match,
    "$over": _over,
    "$has": _has,
    "$envelope": _envelope,
    "$parts": _parts,
    "$cut": _cut,
}
