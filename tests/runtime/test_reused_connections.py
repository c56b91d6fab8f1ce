"""Requests that are sent again because the provider had closed a reused connection: log, row, attempts and metrics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from dragoman.logs import LineFormatter
from dragoman.server.app import App
from dragoman.server.retry import Change
from tests.runtime.fake_adapters import fakes as fakes
from tests.runtime.raw_server import Request, raw_server, run, stream_head, whole
from tests.runtime.test_server import ASK, LAST, STREAM, Writer, event, proxy, settings_for

pytestmark = pytest.mark.usefixtures("fakes")
CHANGE = Change.NEW_CONNECTION.value


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The lines of the log, with the id of the request that each belongs to."""

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(LineFormatter().format(record))

    found: list[str] = []
    log, handler = logging.getLogger("dragoman"), Lines(logging.DEBUG)
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield found
    log.removeHandler(handler)
    log.setLevel(level)


async def closes_first(request: Request, writer: Writer) -> None:
    """Answer the first request of the first connection, and close that connection at its second."""
    if request.connection == 1 and b"again" in request.body:
        writer.close()
    elif b"stream" in request.body:
        writer.write(stream_head() + event(say="yo") + LAST)
    else:
        writer.write(whole(b'{"say":"yo"}'))


async def gives_up(request: Request, writer: Writer) -> None:
    """As `closes_first`, but with the status of a server that gave the connection up."""
    if request.connection == 1 and b"again" in request.body:
        writer.write(whole(b"{}", "408 Request Timeout", "connection: close"))
    else:
        await closes_first(request, writer)


@pytest.mark.parametrize("handler", [closes_first, gives_up])
@pytest.mark.parametrize("body", [ASK, STREAM], ids=["whole", "stream"])
def test_a_request_that_is_sent_again_is_logged_and_counted(
    handler: object, body: dict[str, object], lines: list[str]
) -> None:
    async def test() -> None:
        async with raw_server(handler) as upstream:  # type: ignore[arg-type]
            settings = settings_for(upstream.url)
            app = App(settings)
            async with proxy(settings, app) as client:
                assert (await client.post("/v1/say", json=ASK)).status_code == 200
                answer = await client.post("/v1/say", json={**body, "turns": ["again"]})
                assert answer.status_code == 200 and "yo" in answer.text
                assert len(upstream.requests) == 3
                id = answer.headers["dragoman-request-id"]
                await asyncio.sleep(0)
            assert [line for line in lines if "DEBUG" in line and CHANGE in line and line.endswith(f"[{id}]")], lines
            assert [line for line in lines if "INFO" in line and f"(sent again {CHANGE})" in line]
            observer = app.observer
            assert observer is not None
            assert observer.rows[id].attempts == 2
            assert observer.totals.retries == {("main", CHANGE): 1}
            recording = observer.recording(id)
            assert recording is not None
            first, second = recording.as_json()["tries"]
            assert first["end"] is not None and "closed" in first["problem"] and first["status"] == -1
            assert (second["change"], second["status"], second["problem"]) == (CHANGE, 200, "")

    run(test())
