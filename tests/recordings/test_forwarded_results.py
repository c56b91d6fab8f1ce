"""Usage and finish reason of forwarded answers: of streams from few of their events, of others without a check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dragoman import loader
from dragoman.exchange.forwarded import result_of
from dragoman.library.context import Context
from dragoman.streaming.relay import Relay, Results
from dragoman.values import json_text
from dragoman.values.wrapping import NONE
from tests.recordings.corpus import PROTOCOLS, Recording, each, recordings

STREAMS = [one for one in recordings(*PROTOCOLS) if one.streamed and one.status == 200]
ANSWERS = [one for one in recordings(*PROTOCOLS) if not one.streamed and one.status == 200]
CHANGES: dict[str, Callable[[int], Any]] = {"none": int, "text": str, "float": float, "half": lambda it: it + 0.5}


@each(STREAMS, "recording", lambda recording: recording.name)
@pytest.mark.parametrize("step", [100, 100_000])
@pytest.mark.parametrize("renamed", [False, True])
def test_few_events_have_the_result_of_a_stream(recording: Recording, step: int, renamed: bool) -> None:
    recording.readable()
    front, back = loader.front(recording.protocol), loader.back(recording.provider, recording.protocol)
    relay = Relay(front, back, Context(model=recording.model, client_model="other"), renamed)
    for start in range(0, len(recording.data), step):
        relay.feed(recording.data[start : start + step])
    relay.end()

    def result(events: bytes) -> object:
        kept = Results()
        kept.add(events, last=False)
        return result_of((back, NONE, Context(model=recording.model), kept))

    assert result(relay.results.events()) == result(recording.data)


def _changed(value: Any, change: Callable[[int], Any]) -> Any:
    """Return an answer with every whole number changed."""
    if isinstance(value, dict):
        return {key: _changed(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return change(value) if type(value) is int else value


@each(ANSWERS, "recording", lambda recording: recording.name)
@pytest.mark.parametrize("change", CHANGES)
def test_the_result_does_not_depend_on_the_check_of_the_answer(recording: Recording, change: str) -> None:
    recording.readable()
    back = loader.back(recording.provider, recording.protocol)
    data = json_text.dumps(_changed(json_text.loads(recording.data), CHANGES[change]))

    def result(**facts: Any) -> object:
        return result_of((back, NONE, Context(model=recording.model, **facts), data))

    assert result() == result(undeclared={})  # which is always checked


def test_an_answer_that_can_be_read_is_not_checked() -> None:
    back, context = loader.back("anthropic", "anthropic_messages"), Context()
    answer = {"model": 5, "content": [], "stop_reason": "end_turn", "usage": {"input_tokens": 11, "output_tokens": 7}}
    usage, finish_reason = result_of((back, NONE, context, json_text.dumps(answer)))
    assert usage is not None and usage["output_tokens"] == 7
    assert finish_reason == "stop"
    assert not context.losses  # the check would report the model
