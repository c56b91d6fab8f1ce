"""Arguments of tool calls, parsed from the forms that providers use (rule 2.2, cases 88, 97, 98). Invalid arguments
are kept as text under a marker, never repaired, apart from a fence of Markdown around an object, and braces and words
after it."""

from __future__ import annotations

import copy
import re
from typing import Any, Final

from dragoman.values import json_text
from dragoman.values.characters import whole

MOST_ENCODED: Final = 4  # times that servers and models encode arguments
CUSTOM: Final = "input"  # the only argument of a custom tool that the provider has as a function
INVALID: Final = "INVALID_JSON"  # the only member of an input that could not be parsed
SURPLUS: Final = "} \t\r\n"  # what may follow a complete object
VALUE: Final = ("{", "[", '"', ",", ":", "]")  # how another value begins, or the rest of one
_IN_STRING: Final = re.compile(r'["\\]')
_OUTSIDE: Final = re.compile(r'["{}\[\]]')
_FENCE: Final = re.compile(r"\s*```(?:json)?\s*(\{.*)", re.DOTALL)  # the end follows the object, as other words may
_NONE: Final = re.compile(r"\s*(?:\{\s*\}|null)\s*")


def read(value: object) -> dict[str, Any] | None:
    """Return the arguments as an object: an object unchanged; of a text, the JSON object in it, even if encoded
    more than once; {} for None, blank text and "null". None if it is not an object."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    if not isinstance(value, str):
        return None
    for _ in range(MOST_ENCODED):
        if value == "" or value.isspace():
            return {}
        try:
            value = json_text.loads(_first(whole(value)).encode())
        except ValueError:
            return None
        if value is None:
            return {}
        if not isinstance(value, str):
            break
    return value if isinstance(value, dict) else None


def _first(value: str) -> str:
    """Return a text without the braces, tokens of a template or words that follow a complete object, but unchanged if
    another value follows it (models continue with words)."""
    if (fenced := _FENCE.fullmatch(value)) is not None:
        value = fenced[1]
    if value.rstrip()[-1:] == "}" and value.count("}") <= value.count("{"):
        return value
    end = Nesting().feed(value)
    return value if end is None or value[end:].lstrip(SURPLUS).startswith(VALUE) else value[:end]


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


def conforming(value: object, schema: Any) -> dict[str, Any]:
    """Return the arguments as `settled` does, in the form that a schema of one object states: a property that is absent
    gets its default, or is empty if it is required; a value in place of a list becomes a list."""
    found = settled(value)
    schema = schema if isinstance(schema, dict) else {}
    properties, required = schema.get("properties"), schema.get("required")
    for name, property in properties.items() if isinstance(properties, dict) else ():
        known = property if isinstance(property, dict) else {}
        if name not in found or found[name] is None:
            found.pop(name, None)
            if "default" in known:
                found[name] = copy.copy(known["default"])
            elif isinstance(required, list) and name in required:
                found[name] = [] if known.get("type") == "array" else ""
        elif known.get("type") == "array" and not isinstance(found[name], list):
            found[name] = [found[name]]
    return found


def unreadable(value: object) -> bool:
    """Whether an input cannot be parsed, or was wrapped by `settled` for that reason."""
    return read(value) is None or (isinstance(value, dict) and value.keys() == {INVALID})


def text(value: object) -> str:
    """Return compact JSON; "" for a value that is nested too deeply."""
    try:
        return json_text.dumps(value).decode()
    except (ValueError, TypeError, RecursionError):
        return ""


def empty(text: str) -> bool:
    """Whether a text is an object without members, or null."""
    return _NONE.fullmatch(text) is not None


class Nesting:
    """The nesting of arguments that arrive in pieces, each of which is read once.

    `opened`: a bracket or a quote has come; `closed`: all of them are closed again, so that the text is complete if it
    is JSON.
    """

    def __init__(self) -> None:
        self.opened = False
        self._depth = 0
        self._quoted = False
        self._escaped = False  # the last piece ends with a backslash within a string

    @property
    def closed(self) -> bool:
        return self.opened and self._depth <= 0 and not self._quoted

    @property
    def quoted(self) -> bool:
        return self._quoted

    def feed(self, piece: str) -> int | None:
        """Read a piece; return where in it the text was complete for the first time."""
        at, end = 0, None
        while at < len(piece):
            if self._escaped:
                self._escaped = False
                at += 1
                continue
            found = (_IN_STRING if self._quoted else _OUTSIDE).search(piece, at)
            if found is None:
                return end
            at = found.end()
            match found.group():
                case '"':
                    self._quoted = not self._quoted
                    self.opened = True
                case "\\":
                    self._escaped = True
                case "{" | "[":
                    self._depth += 1
                    self.opened = True
                case _:
                    self._depth -= 1
                    if end is None and self._depth <= 0:
                        end = at
        return end
