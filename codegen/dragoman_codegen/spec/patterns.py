"""Checks of regular expressions in specs: valid, and linear in the length of the text.

A repetition or alternatives within a repetition can take exponential time, so both are rejected. `.*` is rejected
because a search with it takes quadratic time.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

PARSER: Any = importlib.import_module("re._parser")
CONSTANTS: Any = importlib.import_module("re._constants")
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@lru_cache(maxsize=4096)
def slow_or_wrong(pattern: str) -> str:
    """Return why a pattern is not accepted, or ''."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"not a regular expression: {error}"
    return _slow(PARSER.parse(pattern), False)


def _slow(tree: Iterable[tuple[Any, Any]], repeated: bool) -> str:
    for operation, about in tree:
        word = str(operation)
        if word in REPEATS:
            least, most, inner = about
            if repeated and least != most:
                return "a repetition inside a repetition may take forever on some texts; write it without"
            if most is CONSTANTS.MAXREPEAT and any(str(step[0]) == "ANY" for step in inner):
                return "'.*' may take very long on long texts; say how many characters at most, as in '.{0,80}'"
            fault = _slow(inner, repeated or most != 1)
        elif word == "BRANCH":
            if repeated:
                return "alternatives inside a repetition may take forever on some texts; write it without"
            fault = next((found for part in about[1] if (found := _slow(part, repeated))), "")
        elif word == "GROUPREF" or word == "GROUPREF_EXISTS":
            return "a reference to a group may take forever on some texts; write it without"
        else:
            fault = next((found for part in _parts(about) if (found := _slow(part, repeated))), "")
        if fault:
            return fault
    return ""


def _parts(about: Any) -> list[Any]:
    """Return the patterns within a group or a look-around."""
    return [part for part in about if isinstance(part, PARSER.SubPattern)] if isinstance(about, tuple | list) else []
