"""Globs over names: `*` matches any text, `?` one character, every other character itself. Case is ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

Value = TypeVar("Value")


def to_regex(glob: str) -> str:
    """Return a regular expression to be matched in full against a lower-case name."""
    return "".join(".*" if char == "*" else "." if char == "?" else re.escape(char) for char in glob.lower())


def any_to_regex(globs: Iterable[str]) -> str:
    """Return a regular expression that matches what one of the globs matches."""
    return "|".join(map(to_regex, globs))


@lru_cache(maxsize=1000)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(to_regex(glob))


def matches(name: str, globs: Iterable[str]) -> bool:
    """Return whether one of the globs matches the name."""
    low = name.lower()
    return any(_compiled(glob).fullmatch(low) for glob in globs)


def longest_match(values: Mapping[str, Value], name: str, default: Value) -> Value:
    """Return the value under the longest glob that matches the name."""
    fits = [glob for glob in values if matches(name, [glob])]
    return values[max(fits, key=len)] if fits else default
