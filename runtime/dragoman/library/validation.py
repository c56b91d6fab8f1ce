"""Shape validation. Client bodies are rejected with the path of the first mismatch; invalid parts of provider
responses are dropped and recorded as losses.

The checks themselves come from `shapes`: they call `wrong(holder, key, expected, union)` for each mismatch and never
raise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from dragoman.library.context import Context
from dragoman.library.errors import InvalidRequest, Refused
from dragoman.library.hub import ErrorType
from dragoman.library.shapes import Check, OneOf, Wrong
from dragoman.library.shapes.table import NAMES

__all__ = [
    "Check",
    "RefusedMember",
    "Wrong",
    "demand",
    "known_word",
    "path_of",
    "prune",
    "record",
    "shown",
    "unknown",
    "word_of",
]

Word = TypeVar("Word")
INTEGER = NAMES["int"]  # in the description of the declared type
LIST, OBJECT = "a list", "an object"  # at the end of that description
DIGITS = re.compile("[0-9]{1,15}")
MAX_EXACT = 2.0**53  # every smaller whole number is a distinct float
MAX_UNDECLARED = 100  # paths of one answer
MAX_LOCATED = 20  # parts of one body whose full path is searched; further ones are named by their key


class _Found(Exception):
    def __init__(self, holder: Any, key: Any, expected: str) -> None:
        super().__init__(expected)
        self.holder, self.key, self.expected = holder, key, expected


def _raise(holder: Any, key: Any, expected: str, union: OneOf | None) -> None:
    if not _is_whole(holder, key, expected):
        raise _Found(holder, key, expected)


def _is_whole(holder: Any, key: Any, expected: str) -> bool:
    """Whether a value is a whole number with a fraction of zero (`913.0`, `1e3`) where an integer is declared. It
    becomes the integer."""
    if not expected or INTEGER not in expected or (value := holder[key]).__class__ is not float:
        return False
    if not value.is_integer() or abs(value) > MAX_EXACT:
        return False
    holder[key] = int(value)
    return True


def demand(check: Check, body: object) -> None:
    """Check the body of a client. Raises InvalidRequest with the path of the first mismatch, as in
    `messages.1.role: Input should be ...`."""
    if not isinstance(body, dict):
        raise InvalidRequest("Input should be an object")
    try:
        check(body, _raise)
    except _Found as found:
        raise _with_path(found, body) from None


def _with_path(found: _Found, body: dict[str, Any]) -> InvalidRequest:
    """Return the error for the client. It is made here because an exception that the raising function names in a
    variable is part of a reference cycle: exception, traceback, frame, variable."""
    bad = InvalidRequest(f"Input should be {found.expected}" if found.expected else "Field required")
    for key in reversed([*(path_of(body, found.holder) or ()), found.key]):
        bad.inside(key)
    return bad


def _repaired(holder: Any, key: Any, expected: str, union: OneOf | None) -> bool:
    """Whether the value means one of the declared type, by which it is replaced.

    An object in place of a list becomes the list: of its values if its keys are positions, else of itself. A text in
    place of a list becomes its only item, and a text in place of an object with a tag the object without a tag, whose
    member of this name is the text. Texts of digits become integers. An empty place in a list becomes an empty object.
    """
    value = holder[key]
    if value.__class__ is dict and value and expected.endswith(LIST):
        holder[key] = list(value.values()) if all(name.isdecimal() for name in value) else [value]
    elif value == "" and expected.endswith(LIST):
        holder[key] = []
    elif value.__class__ is str and union is not None and union.default:
        item = {union.tag: union.default, union.default: value}
        holder[key] = [item] if expected.endswith(LIST) else item
    elif value.__class__ is str and INTEGER in expected and DIGITS.fullmatch(value):
        holder[key] = int(value)
    elif value is None and isinstance(holder, list) and expected.endswith(OBJECT):
        holder[key] = {}
    else:
        return False
    return True


def prune(check: Check, body: dict[str, Any], context: Context) -> None:
    """Remove the parts of a provider's body that are not of the declared shape, each with a loss. Never raises.
    Does nothing if `checks` of the context is False."""
    if not context.checks:
        return
    if context.undeclared is not None:
        _count(check, body, context.undeclared)
    located = 0
    unread = False  # whether a value was replaced that is to be checked

    def wrong(holder: Any, key: Any, expected: str, union: OneOf | None) -> None:
        nonlocal located, unread
        if not expected or _is_whole(holder, key, expected):
            return
        if _repaired(holder, key, expected, union):
            unread = True
            return
        located += 1
        above = path_of(body, holder) if located <= MAX_LOCATED else None
        context.lose_member(shown([*(above or ()), key]), "not of the declared type")
        if isinstance(holder, dict):
            holder.pop(key, None)
        else:
            holder[key] = {} if expected == OBJECT else ""

    check(body, wrong)
    while unread:
        unread = False
        check(body, wrong)


def _count(check: Check, body: dict[str, Any], counts: dict[str, int]) -> None:
    """Count the fields of a body that its shape does not declare."""
    for path in getattr(check, "undeclared", no_paths)(body):
        if path in counts or len(counts) < MAX_UNDECLARED:
            counts[path] = counts.get(path, 0) + 1


def no_paths(body: object) -> tuple[str, ...]:
    return ()


class RefusedMember(Exception):
    """A member of the body for which the spec has `$refuse`; raised by generated readers. `error_type`, `code`: of the
    error, unless it is an invalid request."""

    def __init__(
        self, holder: Any, message: str, key: str = "", error_type: ErrorType = "invalid_request", code: str = ""
    ) -> None:
        super().__init__(message)
        self.holder, self.message, self.key = holder, message, key
        self.error_type, self.code = error_type, code

    def refused(self, body: Any, context: Context) -> Refused:
        """Return the refusal of the request, with the path of the piece, and remove the losses: nothing is translated,
        and which losses precede the refusal depends on the order in which fields are read."""
        context.losses.clear()
        path = ".".join(map(str, [*(path_of(body, self.holder) or ()), *([self.key] if self.key else [])]))
        text = f"{path}: {self.message}" if path else self.message
        return Refused(self.error_type, text, self.code, path)


def path_of(body: Any, part: Any) -> list[str | int] | None:
    """Return the path of an object within a body, found by identity. Only errors and losses need it, so that readers
    carry no paths."""
    if body is part:
        return []
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in items:
        if isinstance(value, (dict, list)):
            found = path_of(value, part)
            if found is not None:
                return [key, *found]
    return None


def record(value: object) -> Any:
    """Return the value if it is an object, else None."""
    return value if isinstance(value, dict) else None


def shown(path: Sequence[str | int]) -> str:
    """Return a path as losses name it, without positions in lists: the same loss is reported once."""
    return ".".join(str(key) for key in path if isinstance(key, str)) or "body"


def word_of(table: Mapping[str, Word], word: Any, meant: Word, context: Context, path: str) -> Word:
    """Return the hub word of a wire word. An unknown one counts as `meant`, with a loss (case 152)."""
    found = known_word(table, word, context, path)
    return meant if found is None else found


def known_word(table: Mapping[str, Word], word: Any, context: Context, path: str) -> Word | None:
    """Return the hub word of a wire word; nothing for an unknown one, which is a loss."""
    found = find_word(table, word)
    if found is None:
        context.lose_member(path, f"unknown value '{str(word)[:80]}'")
    return found


def find_word(table: Mapping[str, Word], word: Any) -> Word | None:
    """Return the hub word of a wire word. One that ends in `*` is any text that begins so; the longest wins."""
    found = table.get(word)
    if found is None and isinstance(word, str):
        starts = [one for one in table if one.endswith("*") and word.startswith(one[:-1])]
        return table[max(starts, key=len)] if starts else None
    return found


def unknown(it: Any, known: frozenset[str], route: str, context: Context) -> None:
    """Record a loss for each key that no type declares (rule 0.3)."""
    for key in sorted(it.keys() - known):
        context.lose_member(f"{route}.{key}" if route else key, "unknown field")
