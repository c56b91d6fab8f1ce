"""Filters that are not fully covered by cases of a protocol."""

from __future__ import annotations

import pytest

from dragoman.library import filters


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12s", 12), ("0.2s", 1), ("1m30s", 90), ("6m0s", 360), ("1h", 3600), ("250ms", 1), ("12", None), ("soon", None)],
)
def test_durations(text: str, expected: int | None) -> None:
    assert filters.seconds(text) == expected


def test_unless() -> None:
    assert filters.unless("x", None) == filters.unless("x", False) == "x"
    assert filters.unless("x", True) is None and filters.unless(None, False) is None


def test_if_any() -> None:
    blocks = [{"kind": "text"}, {"kind": "reasoning"}]
    assert filters.if_any(blocks, "reasoning") == blocks
    assert (
        filters.if_any(blocks, "tool_call")
        is filters.if_any(None, "tool_call")
        is filters.if_any([], "tool_call")
        is None
    )


def test_member() -> None:
    assert filters.member({"a": "x"}, "a") == filters.member([{"a": "w"}, {"a": "x"}, {"b": "y"}, 5], "a") == "x"
    assert filters.member({"a": 5}, "a") is filters.member([], "a") is filters.member("a", "a") is None


def test_rendered_leaves_out_absent_members() -> None:
    details = [{"place": ["body", "model"], "reason": "missing"}, {"reason": "too long"}, "plain"]
    assert filters.rendered(details, "{place}: {reason}") == "body.model: missing; too long; plain"
