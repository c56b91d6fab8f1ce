"""Request and response bodies that are wrapped in another body."""

from __future__ import annotations

from dragoman.values.wrapping import NONE, Wrap

WRAP = Wrap({"model": "{model}", "to": ["{team}", 1], "inner": "{body}"}, "answer")


def test_wrap_adds_the_outer_body() -> None:
    body = {"a": "{team}"}
    assert WRAP.around(body, {"model": "m", "team": "t"}) == {"model": "m", "to": ["t", 1], "inner": body}
    assert NONE.around(body, {}) is body


def test_unwrap_returns_the_inner_body() -> None:
    assert WRAP.inside({"answer": {"b": 1}}) == {"b": 1}
    assert WRAP.inside({"error": 1}) == {"error": 1} and NONE.inside({"answer": {}}) == {"answer": {}}


def test_the_members_of_a_body_beside_others() -> None:
    wrap = Wrap({"*": "{body}", "project": "{team}"})
    sent = wrap.around({"model": "m", "project": "p"}, {"team": "t"})
    assert sent == {"model": "m", "project": "t"} and wrap.placeholders() == ["team"]
    assert wrap.within(sent) == {"model": "m"} and wrap.inside({"a": 1}) == {"a": 1}
    assert Wrap(response="result").inside({"result": {"a": 1}}) == {"a": 1}


def test_placeholders_of_a_wrapper() -> None:
    assert WRAP.placeholders() == ["team"] and NONE.placeholders() == []
