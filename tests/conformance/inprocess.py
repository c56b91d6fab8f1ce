"""The proxy application in this process, and a scripted provider on a real socket.

`Provider` plays a script of the test; `ask` calls the ASGI application directly and can disconnect early. `quick`
shortens the intervals of the proxy to tenths of a second.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.config import settings as config_settings
from dragoman.config.recovery import NO_RETRIES
from dragoman.server import delivery, streaming
from dragoman.server.app import App
from tests.conformance import specs

BODY: dict[str, Any] = {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]}
HI = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "up",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
}
STREAM = {**BODY, "stream": True}
CONTENT_TYPE = [("content-type", "application/json")]
VERSION = {"anthropic-version": "2023-06-01"}


@dataclass
class ReceivedRequest:
    """A request received by the provider."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key == name]
        return ",".join(values) if values else None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """A provider that plays one script for each request; `left` is set when the proxy disconnects early."""

    play: Callable[[ReceivedRequest, Line], Awaitable[None]]
    url: str = ""
    requests: list[ReceivedRequest] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(writer)
        watching: asyncio.Task[None] | None = None
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = [
                (name.lower(), value.strip()) for name, _, value in (text.partition(":") for text in head[1:] if text)
            ]
            length = int(dict(headers).get("content-length", 0))
            request = ReceivedRequest(method, path, headers, await reader.readexactly(length))
            self.requests.append(request)
            watching = asyncio.ensure_future(self._watch(reader))
            await self.play(request, line)
        except asyncio.IncompleteReadError:
            pass
        except ConnectionError:
            self.left.set()
        finally:
            if watching is not None:
                watching.cancel()
            writer.close()

    async def _watch(self, reader: asyncio.StreamReader) -> None:
        try:
            while await reader.read(1000):
                pass
        except ConnectionError:
            pass
        self.left.set()


@dataclass
class Line:
    """The provider's end of a connection, which closes after each response."""

    writer: asyncio.StreamWriter

    async def begin(self, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        await self.send(f"HTTP/1.1 {status} Any\r\ncontent-type: {kind}\r\nconnection: close\r\n{more}\r\n")

    async def send(self, data: bytes | str) -> None:
        self.writer.write(data.encode() if isinstance(data, str) else data)
        await self.writer.drain()

    async def event(self, value: Any) -> None:
        await self.send(f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n")

    async def chunk(self, **delta: Any) -> None:
        reason = delta.pop("finish_reason", None)
        await self.event({"id": "chatcmpl-1", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


def whole(
    status: int, body: Any, kind: str = "application/json", **headers: str
) -> Callable[[ReceivedRequest, Line], Awaitable[None]]:
    """Return a script that sends a complete response."""

    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(status, kind, **headers)
        await line.send(body if isinstance(body, bytes | str) else json.dumps(body))

    return play


def run(test: Coroutine[Any, Any, object]) -> None:
    specs.register(specs.names()[0])  # compile them outside the time limit of the loop
    asyncio.run(asyncio.wait_for(test, 20))


async def reply_hi(request: ReceivedRequest, line: Line) -> None:
    """Script that replies Hi, streamed on request."""
    if not request.json.get("stream"):
        await whole(200, HI)(request, line)
        return
    await line.begin(kind="text/event-stream")
    await line.chunk(role="assistant", content="Hi")
    await line.chunk(finish_reason="stop")
    await line.event("[DONE]")


@asynccontextmanager
async def provider(play: Callable[[ReceivedRequest, Line], Awaitable[None]]) -> AsyncIterator[Provider]:
    made = Provider(play)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, limit=2**26)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()


def app(url: str = "http://127.0.0.1:9", provider: str = "openai", keys: tuple[str, ...] = (), **options: Any) -> App:
    """Return the proxy with one profile `main` of this provider at this address. It repeats no request by default."""
    specs.register(provider)
    key = Secret("" if options.get("passthrough") else "sk-untold-profile")
    given = profiles.ProfileOptions(base_url=url, key=key, **{"retry": NO_RETRIES, **options})
    profile = profiles.make("main", provider, given, environment={})
    return App(config_settings.Settings({"main": profile}, "main", keys=list(keys)))


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # seconds from the request to each part

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        assert self.json["type"] == "error", self.body
        return self.json["error"]


@dataclass
class Writer:
    """Stands for the server's `BodyWriter`."""

    write: Callable[[bytes], None]
    ready: bool = True


async def ask(
    to: App,
    body: Any = None,
    path: str = "/v1/messages",
    headers: dict[str, str] | list[tuple[str, str]] = {},  # noqa: B006
    method: str = "POST",
    leave_after: int | None = None,
    leave_at: float | None = None,
    patience: float = 10.0,
) -> Answer:
    """Send one request. The client disconnects after `leave_after` parts of the response or `leave_at` seconds."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    pairs = list(headers.items()) if isinstance(headers, dict) else headers
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in [*CONTENT_TYPE, *pairs]],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    answer, gone, began = Answer(), asyncio.Event(), time.monotonic()
    messages = [{"type": "http.request", "body": sent, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        elif message.get("body"):
            take(message["body"])

    def take(part: bytes) -> None:
        answer.parts.append(part)
        answer.times.append(time.monotonic() - began)
        if len(answer.parts) == leave_after:
            gone.set()

    scope["extensions"] = {delivery.BODY_WRITER: Writer(take)}
    if leave_at is not None:
        asyncio.get_running_loop().call_later(leave_at, gone.set)
    await asyncio.wait_for(to(scope, receive, send), patience)
    gone.set()
    return answer


def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the headers for 0.1 s instead of 10 s, and send pings every 0.15 s instead of 15 s."""
    monkeypatch.setattr(streaming, "HEADER_HOLD_SECONDS", streaming.HEADER_HOLD_SECONDS / 100)
    monkeypatch.setattr(streaming, "PING_INTERVAL_SECONDS", streaming.PING_INTERVAL_SECONDS / 100)
