"""A client that disconnects in the middle of an answer, over real sockets, with each protocol on both sides."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.commands.serving.serve import bind
from dragoman.config import profiles
from dragoman.config.recovery import BreakerOptions, FallbackTarget, RetryOptions
from dragoman.config.settings import Settings, StoreOptions
from dragoman.observer.row import Row
from dragoman.server.app import App
from dragoman.server.attempt import Attempt
from dragoman.server.listener.server import Server
from tests.resilience.fronts import PATHS
from tests.resilience.matrix.answers import BACKS, TEXTS
from tests.runtime.raw_server import run

WAITS_SECONDS = 10.0
FRAMES_BEFORE_THE_SECOND_TEXT = {
    name: next(at for at, frame in enumerate(back.frames) if frame.text == TEXTS[1]) for name, back in BACKS.items()
}


@dataclass
class Stalled:
    """A provider whose answers begin and never end. `begun`: a part of an answer was sent; `left`: the connection was
    closed by the proxy."""

    back: str
    stage: str
    url: str = ""
    requests: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = head.partition("content-length: ")[2].partition("\r\n")[0]
            await reader.readexactly(int(length or 0))
            self.requests += 1
            writer.write(self._begin())
            await writer.drain()
            self.begun.set()
            try:
                await reader.read()
            finally:
                self.left.set()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _begin(self) -> bytes:
        """Return the part of the response that is sent."""
        back = BACKS[self.back]
        if self.stage == "nothing":
            return b""
        if self.stage == "busy":
            return b"HTTP/1.1 429 Busy\r\nretry-after: 30\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"
        if self.stage == "whole":
            body = json.dumps(back.whole).encode()
            return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
                len(body),
                body[: len(body) // 2],
            )
        count = FRAMES_BEFORE_THE_SECOND_TEXT[self.back]
        sent = b"".join(frame.data for frame in back.frames[:count])
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {back.content_type}\r\ntransfer-encoding: chunked\r\n\r\n"
        return head.encode() + b"%x\r\n%b\r\n" % (len(sent), sent)


@asynccontextmanager
async def stalled(back: str, stage: str) -> AsyncIterator[Stalled]:
    made = Stalled(back, stage)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()


def settings(provider: Stalled, store: Path | None, **more: Any) -> Settings:
    """Return two profiles of a provider: `main`, and `other` as its fallback."""
    back = BACKS[provider.back]
    made = {}
    for name in ("main", "other"):
        options: dict[str, Any] = {"breaker": BreakerOptions(failures=1), "placeholders": {"region": "x"}, **more}
        if name == "main":
            options["fallbacks"] = {"": (FallbackTarget("other"),)}
        given = profiles.ProfileOptions(
            base_url=provider.url, key=Secret("sk-untold-profile"), protocol=provider.back, **options
        )
        made[name] = profiles.make(name, back.provider, given, {})
    stored = StoreOptions(str(store)) if store is not None else None
    return Settings(made, "main", responses_store=stored)


@asynccontextmanager
async def serving(provider: Stalled, store: Path | None = None, **more: Any) -> AsyncIterator[tuple[App, int]]:
    listener = bind("127.0.0.1", 0)
    app = App(settings(provider, store, **more))
    server = Server(app)
    task = asyncio.ensure_future(server.serve([listener]))
    port = listener.getsockname()[1]
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)  # the server opens what it keeps open
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()
        yield app, port
    finally:
        server.should_exit = server.force_exit = True
        await task
        await app.aclose()


@asynccontextmanager
async def nothing_left(app: App) -> AsyncIterator[None]:
    """Within it, one client sends a request and disconnects. Fails if the request leaves a task or a file, or is
    recorded as anything but that of a disconnected client."""
    tasks, files = asyncio.all_tasks(), open_files()
    yield
    await until(lambda: app.observer is not None and not app.observer.open_rows, "the request has ended")
    row = row_of(app)
    assert (row.disconnected, row.failure, row.finish_reason) == (True, None, "")
    assert app.observer is not None and not app.observer.totals.errors
    await until(lambda: asyncio.all_tasks() <= tasks, "no task is left")
    await until(lambda: open_files() <= files, "no file is open")


def row_of(app: App) -> Row:
    """Return the row of the only request."""
    assert app.observer is not None
    rows = list(app.observer.rows.values())
    assert len(rows) == 1
    return rows[0]


def problems(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition in the task of the test: another one would be among those that are left."""
    limit = time.monotonic() + WAITS_SECONDS
    while not condition():
        assert time.monotonic() < limit, f"not so after {WAITS_SECONDS:g} s: {what}"
        await asyncio.sleep(0.002)


def open_files() -> set[str]:
    found = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            found.add(f"{name} {os.readlink(f'/proc/self/fd/{name}')}")
        except OSError:
            continue
    return found


def request_of(front: str, stream: bool, store: bool) -> bytes:
    path, version, body = PATHS[front]
    body = {**body, "stream": stream}
    if store:
        body.pop("store")
    data = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "host: localhost", "content-type: application/json"]
    lines += [f"content-length: {len(data)}", *(f"{name}: {value}" for name, value in version.items()), "", ""]
    return "\r\n".join(lines).encode() + data


def leave(writer: asyncio.StreamWriter, how: str) -> None:
    """Close the connection: in order, or with a reset."""
    if how == "reset":
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.close()


Leaving = Callable[[asyncio.StreamReader, Stalled], Awaitable[None]]


async def first_text(reader: asyncio.StreamReader, provider: Stalled) -> None:
    await asyncio.wait_for(reader.readuntil(TEXTS[0].strip().encode()), WAITS_SECONDS)


async def response_begun(reader: asyncio.StreamReader, provider: Stalled) -> None:
    await asyncio.wait_for(provider.begun.wait(), WAITS_SECONDS)


@pytest.mark.parametrize(
    ("stage", "how"), [("stream", "close"), ("stream", "reset"), ("whole", "close"), ("nothing", "close")]
)
@pytest.mark.parametrize("front", loader.fronts())
@pytest.mark.parametrize("back", BACKS)
def test_a_client_that_leaves_ends_everything_that_was_made_for_it(
    back: str, front: str, stage: str, how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = tmp_path / "responses.sqlite" if front == "openai_responses" and how == "close" else None
    caplog.set_level(logging.DEBUG)

    async def test() -> None:
        async with stalled(back, stage) as provider, serving(provider, store) as (app, port):
            async with nothing_left(app):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(request_of(front, stage != "whole", store is not None))
                await (first_text if stage == "stream" else response_begun)(reader, provider)
                began = time.monotonic()
                leave(writer, how)
                await asyncio.wait_for(provider.left.wait(), WAITS_SECONDS)
                assert time.monotonic() - began < 1
            assert row_of(app).attempts == provider.requests == 1
            assert app.providers.breakers == {}
            if stage == "stream" and back == "anthropic_messages":  # which reports it at the start
                assert row_of(app).prompt == 5

    run(test())
    assert problems(caplog) == []
    assert store is None or not store.exists()  # it is made for the first response that is stored


@pytest.mark.parametrize("front", loader.fronts())
def test_a_client_that_leaves_before_its_request_is_complete(front: str, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with stalled("openai_chat", "stream") as provider, serving(provider) as (app, port):
            async with nothing_left(app):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(request_of(front, True, False)[:-5])
                await until(lambda: app.observer is not None and app.observer.open_rows, "the request has begun")
                leave(writer, "close")
            assert provider.requests == 0

    run(test())
    assert problems(caplog) == []


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("front", loader.fronts())
def test_a_client_that_leaves_while_the_proxy_waits_to_repeat_its_request(
    front: str, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[float] = []
    wait = Attempt._wait

    async def noted(self: Attempt, seconds: float) -> None:
        waiting.append(seconds)
        await wait(self, seconds)

    monkeypatch.setattr(Attempt, "_wait", noted)

    async def test() -> None:
        options: dict[str, Any] = {"retry": RetryOptions(max_retries=2, max_wait=60), "breaker": BreakerOptions()}
        async with stalled("openai_chat", "busy") as provider, serving(provider, **options) as (app, port):
            async with nothing_left(app):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(request_of(front, stream, False))
                await until(lambda: waiting, "the request waits for its repetition")
                leave(writer, "close")
            assert row_of(app).attempts == provider.requests == 1

    run(test())
