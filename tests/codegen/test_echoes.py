"""Objects that repeat members of the request: which ones are written with a constant, and what this does."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman import loader
from dragoman.library.context import Context
from dragoman_codegen.emit.streams.echoes import echo_of
from dragoman_codegen.model.plan import (
    Alternatives,
    Call,
    Const,
    Entry,
    First,
    Literal,
    Null,
    Object,
    Path,
    Pipe,
    Stage,
    Step,
    Template,
)
from dragoman_codegen.model.types import JSON


def member(*keys: str, head: str = "request", stages: tuple[Stage, ...] = ()) -> Pipe:
    return Pipe(Path(head, tuple(Step(key, True, False) for key in keys), JSON, True), stages, JSON, True)


def constant(value: str | int | None) -> Pipe:
    return Pipe(Const(value, JSON), (), JSON, False)


def either(*pipes: Pipe) -> Alternatives:
    return Alternatives(pipes, JSON, True)


def holding(value: Template, keep: str = "always", **members: Any) -> Object:
    return Object((Entry("top_p", value, keep),), (), members.get("condition"), None, members.get("include"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (either(member("top_p")), set()),
        (either(member("top_p"), constant(1)), {"top_p"}),
        (First((either(member("top_p")), Object((Entry("a", Literal(1), "always"),), (), None))), {"top_p"}),
    ],
)
def test_a_member_of_the_same_name_is_repeated(value: Template, expected: set[str]) -> None:
    echo = echo_of("echo", holding(value, "present"))
    assert echo is not None
    assert (echo.names, set(echo.constant)) == (("top_p",), expected)


@pytest.mark.parametrize(
    "template",
    [
        Null(),
        holding(either(constant(1))),
        holding(either(member("temperature"), constant(1))),
        holding(either(member("top_p", "value"), constant(1))),
        holding(either(member("top_p", head="response"), constant(1))),
        holding(either(member("top_p"), member("temperature"))),
        holding(either(member("top_p"), constant(1), constant(2))),
        holding(either(member("top_p", stages=(Call("non_empty", None),)), constant(1))),
        holding(either(member("top_p")), "filled"),
        holding(either(member("top_p")), condition=either(member("store"))),
        holding(either(member("top_p")), include=either(member("metadata"))),
    ],
)
def test_anything_else_is_evaluated(template: Template) -> None:
    assert echo_of("echo", template) is None


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, {"temperature": 1, "tools": [], "store": False}),
        ({"temperature": None, "store": None}, {"temperature": 1, "tools": [], "store": False}),
        ({"temperature": 0, "store": True, "user": "u"}, {"temperature": 0, "tools": [], "store": True, "user": "u"}),
        ({"input": "not repeated"}, {"temperature": 1, "tools": [], "store": False}),
    ],
)
def test_members_of_the_request_replace_the_constants(request_: dict[str, Any], expected: dict[str, Any]) -> None:
    writer: Any = loader.front("openai_responses").writer(Context(client_request=request_))
    writer.begin("resp_1", "m")
    assert {key: writer.echo.get(key) for key in expected} == expected
    assert set(writer.echo) - set(writer.ECHO) == set(request_) & {"user"}
    assert "user" not in writer.ECHO
