"""Delivery of a flowing stream over real sockets: events pass without a task switch, deadlines count from the last one,
and a failure is logged with the id of its request."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from dragoman.logs import LineFormatter
from dragoman.server import delivery, streaming
from dragoman.streaming.translation import Translation
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, run, stream_head
from tests.runtime.test_server import LAST, STREAM, Writer, both, event

pytestmark = pytest.mark.usefixtures("fakes")
EVENTS = 40


def paced(seconds: float, rest: bytes = event(why="stop") + LAST, count: int = EVENTS) -> Any:
    """Return a provider that sends events apart from each other."""

    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head())
        for number in range(count):
            writer.write(event(say=f"{number} "))
            await asyncio.sleep(seconds)
        writer.write(rest)
        await asyncio.sleep(0 if rest else 5)

    return handler


def text_of(body: str) -> str:
    events = [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: {")]
    return "".join(one["text"] for one in events if one.get("type") == "text")


WHOLE = "".join(f"{number} " for number in range(EVENTS))


def test_events_are_written_without_a_message_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    through = delivery.IdentifiedSend.__call__

    async def counted(self: delivery.IdentifiedSend, message: dict[str, Any]) -> None:
        sent.append(message["type"])
        await through(self, message)

    async def test() -> None:
        async with both(paced(0.005)) as (client, _):
            answer = await client.post("/v1/say", json=STREAM)
            assert text_of(answer.text) == WHOLE and '"type":"end"' in answer.text
        assert len(sent) < 6, sent

    monkeypatch.setattr(delivery.IdentifiedSend, "__call__", counted)
    run(test())


def test_the_idle_time_counts_from_the_last_event() -> None:
    async def test() -> None:
        async with both(paced(0.1, rest=b"", count=8), idle=0.4) as (client, _):
            loop = asyncio.get_running_loop()
            began = loop.time()
            answer = await client.post("/v1/say", json=STREAM)
            assert 1.0 < loop.time() - began < 4
            assert text_of(answer.text) == "".join(f"{number} " for number in range(8))
            assert '"error_type":"timeout","message":"the provider sent nothing for 0.4 s"' in answer.text

    run(test())


def test_pings_follow_the_last_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PING_INTERVAL_SECONDS", 0.3)

    async def handler(request: Request, writer: Writer) -> None:
        writer.write(stream_head())
        for number in range(EVENTS):
            writer.write(event(say=f"{number} "))
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.7)
        writer.write(event(say="late") + event(why="stop") + LAST)

    async def test() -> None:
        async with both(handler) as (client, _):
            answer = await client.post("/v1/say", json=STREAM)
            assert text_of(answer.text) == WHOLE + "late"
            before, _, after = answer.text.partition(f'"{EVENTS - 1} "')
            assert before.count("ping") == 0 and 1 <= after.count("event: ping") <= 4

    run(test())


def test_a_failed_translation_is_logged_with_the_id_of_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    through = Translation.feed

    def broken(self: Translation, data: bytes) -> bytes:
        if b'"20 "' in data:
            raise RuntimeError("a bug")
        return through(self, data)

    async def test() -> None:
        async with both(paced(0.005)) as (client, _):
            answer = await client.post("/v1/say", json=STREAM)
            assert text_of(answer.text).endswith("19 ") and "internal error" in answer.text
            ids.append(answer.headers["dragoman-request-id"])

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(LineFormatter().format(record).partition("\n")[0])

    ids: list[str] = []
    lines: list[str] = []
    seen = Lines(logging.ERROR)
    logging.getLogger("dragoman").addHandler(seen)
    monkeypatch.setattr(Translation, "feed", broken)
    try:
        run(test())
    finally:
        logging.getLogger("dragoman").removeHandler(seen)
    assert len(lines) == 1 and lines[0].endswith(f"could not be translated [{ids[0]}]"), lines
