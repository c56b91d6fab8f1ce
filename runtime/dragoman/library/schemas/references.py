"""References within a schema document: JSON Pointers, anchors and `$id`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote, urljoin

from dragoman.library.schemas.profile import LISTED, NAMED, SINGLE

MISSING: Final = object()


def resolve(root: Any, ref: str) -> Any:
    """Return the subschema that a reference denotes; MISSING for other documents and for places without one."""
    document, _, fragment = ref.partition("#")
    fragment = unquote(fragment)
    if document:
        root = _identified(root, document)
    if fragment and not fragment.startswith("/"):
        return _first(root, lambda schema: schema.get("$anchor") == fragment)
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


def _identified(root: Any, document: str) -> Any:
    """Return the subschema whose `$id` is the address of a document. Addresses are relative to that of the root."""
    base = _id(root)
    try:
        wanted = urljoin(base, document)
        return _first(root, lambda schema: bool(_id(schema)) and urljoin(base, _id(schema)).rstrip("#") == wanted)
    except ValueError:
        return MISSING


def _id(schema: Any) -> str:
    found = schema.get("$id") if isinstance(schema, dict) else None
    return found if isinstance(found, str) else ""


def _first(root: Any, fits: Callable[[dict[str, Any]], bool]) -> Any:
    """Return the first of all subschemas that fits, or MISSING."""
    waiting = [root]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, dict):
            if fits(schema):
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
