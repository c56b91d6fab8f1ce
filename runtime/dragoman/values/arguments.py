"""Arguments of tool calls, parsed from the forms that providers use (rule 2.2, cases 88, 97, 98). Invalid arguments
are kept as text under a marker, never repaired."""

from __future__ import annotations

from typing import Any, Final

from dragoman.values import json_text
from dragoman.values.characters import whole

CUSTOM: Final = "input"  # the only argument of a custom tool that the provider has as a function
INVALID: Final = "INVALID_JSON"  # the only member of an input that could not be parsed


def read(value: object) -> dict[str, Any] | None:
    """Return the arguments as an object: an object unchanged; of a text, the JSON object in it, even if encoded twice;
    {} for None, blank text and "null". None if it is not an object."""
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
    """Return the arguments as `read` does; {"INVALID_JSON": raw} for a value that is not an object."""
    found = read(value)
    if found is not None:
        return found
    return {INVALID: whole(value) if isinstance(value, str) else text(value)}


def unwrapped(value: object) -> str:
    """Return the text of a call whose input is free-form: the only argument, CUSTOM; any other input as JSON."""
    found = read(value)
    inner = found.get(CUSTOM) if found is not None and len(found) == 1 else None
    if isinstance(inner, str):
        return inner
    return "" if found == {} else value if isinstance(value, str) else text(value)


def unreadable(value: object) -> bool:
    """Whether an input cannot be parsed, or was wrapped by `settled` for that reason."""
    return read(value) is None or (isinstance(value, dict) and value.keys() == {INVALID})


def text(value: object) -> str:
    """Return compact JSON; "" for a value that is nested too deeply."""
    try:
        return json_text.dumps(value).decode()
    except (ValueError, TypeError, RecursionError):
        return ""
