"""Plain relay, the minimum for a proxy in Python: HTTP is parsed on both sides, bodies are not.

    python -m bench.relay PORT UPSTREAM_PORT

Without back-pressure, timeouts, TLS and error handling, whose cost is part of the comparison.
"""

import asyncio
import sys
from typing import cast

import httptools
import uvloop

HEAD = b"POST %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
idle: list["Upstream"] = []


class Upstream(asyncio.Protocol):
    """A connection to the upstream, kept in `idle` between requests."""

    client: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses
        self.parser = httptools.HttpResponseParser(self)

    def data_received(self, data: bytes) -> None:
        self.client.write(data)
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        idle.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in idle:
            idle.remove(self)


class Client(asyncio.Protocol):
    """A connection of a client; each complete request uses an idle or a new upstream connection."""

    def __init__(self, upstream_port: int) -> None:
        self.upstream_port = upstream_port
        self.parser = httptools.HttpRequestParser(self)
        self.url = b""
        self.body: list[bytes] = []
        self.work: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.url, self.body = b"", []

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_body(self, body: bytes) -> None:
        self.body.append(body)

    def on_message_complete(self) -> None:
        body = b"".join(self.body)
        request = HEAD % (self.url, len(body)) + body
        if idle:
            self.send(idle.pop(), request)
        else:
            self.work = asyncio.create_task(self.connect(request))

    async def connect(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.send((await loop.create_connection(Upstream, "127.0.0.1", self.upstream_port))[1], request)

    def send(self, upstream: Upstream, request: bytes) -> None:
        upstream.client = self.transport
        upstream.transport.write(request)


async def serve(port: int, upstream_port: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Client(upstream_port), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
