"""Conditions of quirks."""

from __future__ import annotations

import pytest

from dragoman.library.context import Context
from dragoman.library.hub import Request, Tool
from dragoman.library.quirks.conditions import Conditions, When


@pytest.mark.parametrize(
    ("when", "model", "expected"),
    [
        (When(model=("gpt-5*", "o3")), "GPT-5.1", True),
        (When(model=("gpt-5*", "o3")), "o3-mini", False),
        (When(model=("gpt-5*", "!*-chat")), "gpt-5-chat", False),
        (When(model=("!*-chat",)), "o3", True),
        (When(), "o3", True),
    ],
)
def test_a_condition_tests_the_model_by_globs(when: When, model: str, expected: bool) -> None:
    assert Conditions(when)({"model": "m", "messages": []}, Context(model=model)) == (expected,)


def test_each_test_of_a_condition_must_hold() -> None:
    conditions = Conditions(
        When(tools=True),
        When(tools=False),
        When(model=("a*",), tools=True, streaming=True),
        When(reasoning=True),
        When(variants=("code",)),
    )
    plain: Request = {"model": "m", "messages": []}
    tools: list[Tool] = [{"kind": "function", "name": "read"}]
    asked: Request = {**plain, "tools": tools, "stream": True, "reasoning": {"mode": "on"}}
    assert conditions(plain, Context(model="a1")) == (False, True, False, False, False)
    assert conditions(asked, Context(model="a1", variant="code")) == (True, False, True, True, True)
    assert conditions(asked, Context(model="b1")) == (True, False, False, True, False)
