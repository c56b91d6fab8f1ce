"""References within a schema document: JSON Pointers and anchors."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

MISSING: Final = object()


def resolve(root: Any, ref: str) -> Any:
    """Return the subschema that a reference denotes; MISSING for other documents and for places without one."""
    if not ref.startswith("#"):
        return MISSING
    fragment = unquote(ref[1:])
    if fragment and not fragment.startswith("/"):
        return _anchored(root, fragment)
    found = root
    for step in fragment.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return MISSING
    return found if isinstance(found, (dict, bool)) else MISSING


def _anchored(root: Any, name: str) -> Any:
    waiting = [root]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, dict):
            if schema.get("$anchor") == name:
                return schema
            for key, value in schema.items():
                if key in NAMED and isinstance(value, dict):
                    waiting += value.values()
                elif key in LISTED and isinstance(value, list):
                    waiting += value
                elif key in SINGLE or key == "items":
                    waiting += value if isinstance(value, list) else [value]
    return MISSING


def defined(ref: str) -> str | None:
    """Return the name of the definition that a reference denotes, None for another place."""
    steps = ref.split("/")
    return steps[2] if len(steps) == 3 and steps[:2] in (["#", "$defs"], ["#", "definitions"]) else None
