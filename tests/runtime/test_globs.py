"""Globs over names: which one wins, and which pairs can match the same name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.values.globs import longest_match, matches, overlap, selection_to_regex, selects


@pytest.mark.parametrize(
    ("name", "value"), [("glm-4.5v", 2), ("glm-4.5", 1), ("GLM-4.5-air", 3), ("glm-4.6", 4), ("other", 0)]
)
def test_the_most_specific_glob_wins(name: str, value: int) -> None:
    values = {"glm-4.5*": 1, "glm-4.5v": 2, "glm-4.5-a?r": 3, "glm-*": 4}
    assert longest_match(values, name, 0) == value
    assert longest_match(dict(reversed(values.items())), name, 0) == value


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("a?", "a", False),
        ("*", "", True),
        ("a?c", "ab*", True),
        ("A", "a", True),
    ],
)
def test_overlap(one: str, other: str, both: bool) -> None:
    assert overlap(one, other) is overlap(other, one) is both


@pytest.mark.parametrize(
    ("globs", "selected"),
    [
        (["a*"], {"a", "ab", "ac"}),
        (["a*", "!ab"], {"a", "ac"}),
        (["!A*"], {"b", "b\na"}),
        (["a", "b*", "!*a"], {"b"}),
        ([], {"a", "ab", "ac", "b", "b\na"}),
    ],
)
def test_globs_with_a_mark_exclude_names(globs: list[str], selected: set[str]) -> None:
    names = ("a", "ab", "ac", "b", "b\na")
    assert {name for name in names if selects(name, globs)} == selected
    if globs:
        assert {name for name in names if re.fullmatch(selection_to_regex(globs), name)} == selected


@given(st.text("ab*?", max_size=5), st.text("ab*?", max_size=5), st.text("ab", max_size=6))
@settings(max_examples=300)
def test_globs_that_match_a_name_overlap(one: str, other: str, name: str) -> None:
    if matches(name, [one]) and matches(name, [other]):
        assert overlap(one, other)
