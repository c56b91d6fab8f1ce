"""Upstream of the benchmark: serves Chat Completions, Messages and Gemini on one port with minimal CPU.

    python -m bench.upstream PORT

It shares its core with the load generator, so its cost must not limit the load. The model's name selects the response
(see wire.py).
"""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import httptools
import uvloop

from bench import wire


@dataclass(frozen=True)
class Dialect:
    """Precomputed responses of one protocol."""

    head: bytes
    texts: tuple[bytes, ...]
    tail: bytes
    plain: bytes


TEXTS = range(4000)
CHAT = Dialect(wire.chat_head(), tuple(map(wire.chat_text, TEXTS)), wire.chat_tail(), wire.chat_plain())
MESSAGES = Dialect(
    wire.messages_head(), tuple(map(wire.messages_text, TEXTS)), wire.messages_tail(), wire.messages_plain()
)
GEMINI = Dialect(b"", tuple(map(wire.gemini_text, TEXTS)), wire.gemini_tail(), wire.gemini_plain())
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"


class Connection(asyncio.Protocol):
    """One connection of a proxy: sequential requests, each with the response selected by its model name."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses
        self.parser = httptools.HttpRequestParser(self)
        self.body = b""
        self.url = b""
        self.writable = asyncio.Event()
        self.writable.set()
        self.work: asyncio.Task[None] | None = None

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.work:
            self.work.cancel()

    def on_message_begin(self) -> None:
        self.body = self.url = b""

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        path = self.url.partition(b"?")[0]
        dialect = CHAT if path.endswith(b"/chat/completions") else GEMINI if b"/models/" in path else MESSAGES
        order = wire.ORDER.search(self.url) or wire.ORDER.search(self.body)
        if not order:
            self.transport.write(JSON % (len(dialect.plain), dialect.plain))
            return
        texts = dialect.texts[: int(order[2])]
        self.transport.write(STREAM + dialect.head)
        if order[1] == b"paced":
            loop = asyncio.get_running_loop()
            self.pace(loop, loop.time() + wire.PACE, iter(texts), dialect.tail)
        else:
            self.work = asyncio.create_task(self.burst(texts, dialect.tail))

    def pace(self, loop: asyncio.AbstractEventLoop, due: float, texts: Iterator[bytes], tail: bytes) -> None:
        if self.transport.is_closing():
            return
        text = next(texts, None)
        self.transport.write(tail if text is None else text)
        if text is not None:
            loop.call_at(due, self.pace, loop, due + wire.PACE, texts, tail)

    async def burst(self, texts: tuple[bytes, ...], tail: bytes) -> None:
        for start in range(0, len(texts), wire.AT_ONCE):
            await self.writable.wait()
            self.transport.write(b"".join(texts[start : start + wire.AT_ONCE]))
            await asyncio.sleep(0)
        self.transport.write(tail)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
