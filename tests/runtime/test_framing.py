"""Framing of streams: linear time, limits, bare CR, repeated streams, and streams without an answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from dragoman.streaming.framing import EventTooLong, sse
from dragoman.streaming.framing.sse import SseFrames, WholeEvents
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import END, Request, chunk, run, stream_head
from tests.runtime.test_server import STREAM, both

pytestmark = pytest.mark.usefixtures("fakes")
EVENTS = [b'event: text\ndata: {"type":"text","n":%d}\n\n' % number for number in range(5)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_whole_events_of_any_line_end(end: bytes, size: int) -> None:
    data, events = b"".join(EVENTS).replace(b"\n", end), WholeEvents()
    out = []
    for start in range(0, len(data), size):
        if part := events.feed(data[start : start + size]):
            assert part.endswith((b"\n\n", b"\n\r\n"))
            out.append(part)
    expected = data.replace(b"\r", b"\n") if end == b"\r" else data
    assert b"".join(out) + events.rest() == expected


def test_a_long_event_in_small_reads_is_not_copied_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    real = sse.end_of_last_event

    def counting(data: bytes) -> int:
        counts[-1] += len(data)
        return real(data)

    monkeypatch.setattr(sse, "end_of_last_event", counting)
    for number in (1000, 2000, 4000):
        counts.append(0)
        events = WholeEvents()
        for _ in range(number):
            assert events.feed(b"x" * 10) == b""
        assert events.feed(b"\n\n") == b"x" * 10 * number + b"\n\n"
    assert counts[2] < 2.1 * counts[1] < 4.5 * counts[0]


@pytest.mark.parametrize("make", [SseFrames, WholeEvents])
@pytest.mark.parametrize("part", [b"x" * 100, b"data: x\n" * 12, b"data: " + b"x" * 90 + b"\n"])
def test_an_event_has_a_limit(make: Any, part: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 5000)
    frames = make()
    with pytest.raises(EventTooLong):
        for _ in range(100):
            frames.feed(part)
    frames = make()
    for _ in range(200):  # the limit is that of one event
        frames.feed(b"data: {}\n" * 10 + b"\n")


def stream_of(provider: str, *parts: bytes) -> str:
    """Return what a client receives for a stream of these parts."""
    found: list[str] = []

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(stream_head() + b"".join(map(chunk, parts)) + END)

    async def test() -> None:
        async with both(handler, provider) as (client, _):
            answer = await client.post("/v1/say", json=STREAM)
            found.append(f"{answer.status_code} {answer.text}")

    run(test())
    return found[0]


def named(kind: str, **members: Any) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), json.dumps({"type": kind, **members}).encode())


ANSWER = named("begin", id="p_1") + named("text", text="yo") + named("end", why="stop")


def test_a_repeated_stream_is_forwarded_once() -> None:
    once = stream_of("twin", ANSWER)
    assert "yo" in once and stream_of("twin", ANSWER + ANSWER) == once


def test_a_stream_with_bare_cr_is_forwarded_with_lf() -> None:
    assert stream_of("twin", ANSWER.replace(b"\n", b"\r")) == stream_of("twin", ANSWER)


def test_a_stream_of_the_last_word_only_is_an_error() -> None:
    answer = stream_of("acme", b"data: [END]\n\n")
    assert not answer.startswith("200") and "without an answer" in answer
