"""Shared quirks that a provider's behavior suggests, for the spec of a provider that the user added.

A quirk fits if it leaves out a parameter that the provider rejects, reads a field that the response has and the
protocol does not, or a mark in its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import user_specs
from dragoman.library.hub import Response


@dataclass(frozen=True)
class Quirk:
    """`without`: parameters that it leaves out; `fields`: of responses, that it reads; `marks`: at the start of a
    text."""

    name: str
    because: str
    without: frozenset[str]
    fields: frozenset[str]
    marks: frozenset[str]


def is_users(provider: str) -> bool:
    """Whether the user added the provider."""
    return any((folder / "providers" / f"{provider}.yaml").is_file() for folder in user_specs.active_folders())


def rejected(provider: str, names: Iterable[str]) -> list[str]:
    """Return suggestions for parameters that the provider rejects."""
    wanted = set(names)
    fits = [quirk for quirk in shared() if quirk.without & wanted] if is_users(provider) else []
    return [_text(quirk, f"it rejects {', '.join(sorted(quirk.without & wanted))}") for quirk in fits]


def answered(provider: str, raw: bytes, response: Response) -> list[str]:
    """Return suggestions for the response to a request for a text. `raw`: the provider's body."""
    if not is_users(provider) or any(block["kind"] == "reasoning" for block in response["blocks"]):
        return []
    try:
        fields = set(_keys(json.loads(raw)))
    except (ValueError, RecursionError):
        fields = set()
    text = "".join(block["text"] for block in response["blocks"] if block["kind"] == "text").lstrip()
    reads = [(quirk, quirk.fields & fields) for quirk in shared()]
    found = [_text(quirk, f"its response has {', '.join(sorted(names))}") for quirk, names in reads if names]
    marked = [(quirk, mark) for quirk in shared() for mark in quirk.marks if text.startswith(mark)]
    return found + [_text(quirk, f"its text begins with {mark}") for quirk, mark in marked]


def _text(quirk: Quirk, reason: str) -> str:
    return f"{reason}: add `{quirk.name}` to `uses:` of its spec ({quirk.because})"


@cache
def shared() -> tuple[Quirk, ...]:
    """Return the shipped quirks that several providers may use."""
    from ruamel.yaml import YAML

    from dragoman_codegen.extension import shipped_specs

    yaml = YAML(typ="safe", pure=True)
    files = sorted((shipped_specs() / "quirks").glob("*.yaml"))
    return tuple(_quirk(yaml.load(path.read_text(encoding="utf-8"))) for path in files)


def _quirk(tree: Mapping[str, Any]) -> Quirk:
    parts = [part for part in tree.get("quirks", ()) if not part.get("when")]
    without = {key for part in parts for key, value in _pairs(part.get("request", {}).get("write")) if value is None}
    read = [part.get("response", {}) for part in parts]
    types = [pair for part in read for pair in _pairs(part.get("types"))]
    fields = {_wire_name(key, kind) for key, kind in types if key.endswith("?")}
    tags = [value for part in read for key, value in _pairs(part.get("read")) if key == "start_tag"]
    marks = {str(tag) for value in tags for tag in (value if isinstance(value, list) else [value])}
    because = next((part["because"] for part in parts), "")
    return Quirk(tree["name"], because, frozenset(without), frozenset(fields), frozenset(marks))


def _wire_name(key: str, kind: Any) -> str:
    """Return the name of a field on the wire: `field?: str named name` is another one."""
    return str(kind).rpartition(" named ")[2] if " named " in str(kind) else key.removesuffix("?")


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key and value of the mappings in a value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key), inner
            yield from _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)


def _keys(value: Any) -> Iterator[str]:
    """Yield the fields of a body that have a value."""
    return (key for key, inner in _pairs(value) if inner not in (None, "", [], {}))
