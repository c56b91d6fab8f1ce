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


def divided(globs: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the globs of what is selected, and those of what is excluded, which are written `!glob`."""
    given = list(globs)
    return [glob for glob in given if glob[:1] != "!"], [glob[1:] for glob in given if glob[:1] == "!"]


def selects(name: str, globs: Iterable[str]) -> bool:
    """Return whether a name is selected: by one of the globs, or by all if each of them is written `!glob`."""
    selected, excluded = divided(globs)
    return (not selected or matches(name, selected)) and not matches(name, excluded)


def selection_to_regex(globs: Iterable[str]) -> str:
    """Return a regular expression that matches the names that are selected."""
    selected, excluded = divided(globs)
    if not excluded:
        return any_to_regex(selected)
    rest = f"(?:{any_to_regex(selected)})" if selected else "(?s:.*)"
    return rf"(?!(?:{any_to_regex(excluded)})\Z){rest}"


def longest_match(values: Mapping[str, Value], name: str, default: Value) -> Value:
    """Return the value under the longest glob that matches the name. Wildcards do not count: a name wins over a glob
    of the same length."""
    fits = [glob for glob in values if matches(name, [glob])]
    return values[max(fits, key=length)] if fits else default


def length(glob: str) -> int:
    """Return the number of characters that a glob determines."""
    return len(glob) - glob.count("*") - glob.count("?")


@lru_cache(maxsize=4096)
def overlap(one: str, other: str) -> bool:
    """Return whether a name can match both globs."""
    one, other = one.lower(), other.lower()
    ends = {(0, 0)}  # places up to which the two match the same text
    seen: set[tuple[int, int]] = set()
    while ends:
        place = ends.pop()
        if place in seen:
            continue
        seen.add(place)
        a, b = one[place[0] : place[0] + 1], other[place[1] : place[1] + 1]
        if not a and not b:
            return True
        if a == "*":
            ends |= {(place[0] + 1, place[1])} | ({(place[0], place[1] + 1)} if b else set())
        if b == "*":
            ends |= {(place[0], place[1] + 1)} | ({(place[0] + 1, place[1])} if a else set())
        if a and b and "*" not in (a, b) and (a == b or "?" in (a, b)):
            ends.add((place[0] + 1, place[1] + 1))
    return False
