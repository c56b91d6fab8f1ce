"""Additions of the configuration to request bodies."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.exchange.merging import merged


@pytest.mark.parametrize(
    ("body", "more", "out"),
    [
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, {"b": {"c": [1]}}, {"a": 1, "b": {"c": [1]}}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": "text"}, {"a": {"b": 1, "c": None}}, {"a": {"b": 1}}),
    ],
)
def test_body_additions_are_merged(body: Any, more: Any, out: Any) -> None:
    before = repr(body), repr(more)
    assert merged(body, more) == out
    assert (repr(body), repr(more)) == before
