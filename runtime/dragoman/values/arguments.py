"""What a call was given, from whatever a provider spells it as (rule 2.2, cases 88, 97, 98): never repaired in
silence."""

from __future__ import annotations

from typing import Any, Final

from dragoman.values import json_text
from dragoman.values.characters import whole

INVALID: Final = "INVALID_JSON"  # the one member of an input that could not be read


def read(value: object) -> dict[str, Any] | None:
    """The object that was meant: an object as it is; of a text, the JSON object in it, also when encoded twice; {} for
    nothing, blank or "null". None: it is none."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    if not isinstance(value, str):
        return None
    for _ in range(2):
        if value == "" or value.isspace():
            return {}
        try:
            value = json_text.loads(whole(value).encode())
        except ValueError:
            return None
        if value is None:
            return {}
        if not isinstance(value, str):
            break
    return value if isinstance(value, dict) else None


def settled(value: object) -> dict[str, Any]:
    """As `read`, with what is no object wrapped up as it came: {"INVALID_JSON": raw}."""
    found = read(value)
    if found is not None:
        return found
    return {INVALID: whole(value) if isinstance(value, str) else text(value)}


def unreadable(value: object) -> bool:
    """Whether an input is, or was wrapped up as, something that could not be read."""
    return read(value) is None or (isinstance(value, dict) and value.keys() == {INVALID})


def text(value: object) -> str:
    """Compact JSON; "" for what is too deep to be written."""
    try:
        return json_text.dumps(value).decode()
    except (ValueError, TypeError, RecursionError):
        return ""
