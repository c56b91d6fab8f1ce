"""Fields of answers that no spec declares: found by generated code and interpreter alike, counted and shown."""

from __future__ import annotations

import copy
import logging
from functools import partial
from typing import Any

import pytest

from dragoman.library.context import Context
from dragoman.library.shapes import OneOf, Shapes
from dragoman.library.validation import prune
from dragoman.resilience import undeclared
from dragoman.resilience.undeclared import UndeclaredFields
from tests.conformance.inprocess import BODY, HI, STREAM, Line, ReceivedRequest, app, ask, provider, run, whole
from tests.laws import pairs, samples

SHAPES = Shapes(
    {
        "Body": {"id": "str", "items": ["Item"], "free": "json", "one": ("str", "Item"), "deep": [["Item"]]},
        "Item": OneOf("type", {"a": "A"}, default="a"),
        "A": {"x": "int"},
    }
)


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, []),
        ({"id": "1", "new": 1}, ["new"]),
        ({"items": [{"x": 1, "y": 2}, {"type": "a", "z": {"q": 1}}]}, ["items.y", "items.z"]),
        ({"items": [{"type": "b", "y": 2}]}, []),
        ({"free": {"y": 2}, "one": {"y": 2}, "deep": [[{"y": 2}]]}, ["one.y", "deep.y"]),
        ({"one": "text", "items": 3, "deep": {}, "id": {"y": 1}}, []),
    ],
)
def test_paths_of_undeclared_fields(body: Any, paths: list[str]) -> None:
    assert list(SHAPES.undeclared("Body", body)) == paths


def with_fields(value: Any) -> Any:
    """Return a value with a new field in every object."""
    if isinstance(value, dict):
        return {**{key: with_fields(inner) for key, inner in value.items()}, "zz_new": {"zz_inner": 1}}
    return [with_fields(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(pairs.SAMPLE))
def test_generated_code_finds_what_the_interpreter_finds(name: str) -> None:
    protocol = pairs.protocol_of(name)
    sides = pairs.generated(name).back, pairs.interpreted(name).back
    for sample in samples.of("answers", protocol, name)[:4]:
        contexts = Context(undeclared={}), Context(undeclared={})
        for side, context in zip(sides, contexts, strict=True):
            context.holds = side.conditions(pairs.EMPTY, context)
            read = partial(side.read_response, with_fields(sample.value), context)
            pairs.outcome(read, context)
        assert contexts[0].undeclared == contexts[1].undeclared
        assert contexts[0].undeclared
    for sample in samples.of("streams", protocol, name)[:2]:
        for event in pairs.payloads_of(sample.data, name):
            if isinstance(event, dict):
                given = with_fields(copy.deepcopy(event))
                found = [list(side.check_event.undeclared(given)) for side in sides]
                assert found[0] == found[1]


def test_one_answer_in_ten_seconds_is_checked() -> None:
    now = [0.0]
    fields = UndeclaredFields(lambda: now[0])
    assert fields.due("a") and not fields.due("a") and fields.due("b")
    now[0] = undeclared.CHECK_SECONDS
    assert fields.due("a")


def test_counts_are_bounded_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    fields = UndeclaredFields()
    with caplog.at_level(logging.DEBUG, "dragoman"):
        for _ in range(2):
            fields.add("a", {f"p{number}": 2 for number in range(undeclared.MAX_PATHS + 9)})
    assert len(fields.of("a")) == undeclared.MAX_PATHS and fields.of("a")["p0"] == 4
    assert len(caplog.messages) == undeclared.MAX_PATHS and fields.of("b") == {}


async def stream(request: ReceivedRequest, line: Line) -> None:
    await line.begin(kind="text/event-stream")
    for number in range(3):
        await line.event(
            {"id": "c", "choices": [{"index": 0, "delta": {"content": "Hi", f"new{number}": 1}}], "more": 1}
        )
    await line.event({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    await line.event("[DONE]")


@pytest.mark.parametrize("streamed", [False, True])
def test_the_status_shows_undeclared_fields(streamed: bool, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        script = stream if streamed else whole(200, {**HI, "more": 1})
        async with provider(script) as upstream:
            to = app(upstream.url)
            with caplog.at_level(logging.DEBUG, "dragoman"):
                answer = await ask(to, STREAM if streamed else BODY)
                await ask(to, STREAM if streamed else BODY)  # is not checked
            assert answer.status == 200
            status = await ask(to, path="/api/status", method="GET")
            found = status.json["profiles"]["main"]["undeclared_fields"]
            paths = [f"choices.delta.new{number}" for number in range(3)]
            assert found == ({"more": 3, **dict.fromkeys(paths, 1)} if streamed else {"more": 1})
            assert caplog.text.count("is not declared: more") == 1

    run(test())


def test_other_answers_are_not_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(Shapes, "undeclared", fail)
    context = Context()
    prune(SHAPES.check("Body"), {"new": 1}, context)
    assert context.undeclared is None
