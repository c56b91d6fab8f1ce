"""Usage and finish reason of forwarded streams, which are read from few of their events."""

from __future__ import annotations

import pytest

from dragoman import loader
from dragoman.exchange.forwarded import result_of_stream
from dragoman.library.context import Context
from dragoman.streaming.relay import Relay
from dragoman.values.wrapping import NONE
from tests.recordings.corpus import PROTOCOLS, Recording, each, recordings

STREAMS = [one for one in recordings(*PROTOCOLS) if one.streamed and one.status == 200]


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
        return result_of_stream(back, NONE, Context(model=recording.model), events)

    assert result(relay.results.events()) == result(recording.data)
