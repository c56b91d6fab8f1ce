"""Raw TCP server for tests: handlers write bytes in chunks of their choice."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvloop

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    body: bytes
    connection: int  # number of the connection, from 1


@dataclass
class RawServer:
    port: int = 0
    connections: int = 0
    requests: list[Request] = field(default_factory=list)
    gone: asyncio.Event = field(
        default_factory=asyncio.Event
    )  # set when a client closes before the response is complete

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def raw_server(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    server = RawServer()
    tasks: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        number = server.connections
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
                request = Request(
                    head[0], headers, await reader.readexactly(int(headers.get("content-length", 0))), number
                )
                server.requests.append(request)
                answering = asyncio.ensure_future(handler(request, writer))
                leaving = asyncio.ensure_future(reader.read(1)) if headers.get("x-watch") else None
                if leaving is not None:
                    await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
                    if not answering.done():
                        answering.cancel()
                        server.gone.set()
                        return
                    leaving.cancel()
                    await asyncio.wait({leaving})
                await answering
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            server.gone.set()
        finally:
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()


def whole(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def stream_head(*headers: str) -> bytes:
    return "\r\n".join(
        ["HTTP/1.1 200 OK", "content-type: text/event-stream", "transfer-encoding: chunked", *headers, "", ""]
    ).encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


END = b"0\r\n\r\n"


def run(test: Coroutine[Any, Any, Any], seconds: float = 20) -> None:
    """Run an async test on the serving loop with a timeout in seconds."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(asyncio.wait_for(test, seconds))
