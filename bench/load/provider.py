"""Provider of the load scenarios, in the process of the load generator.

The model's name selects the response: `tick-100-50` streams 50 events, one each 100 ms, `flood-200` 200 events of 10 KB
at once. Any other request is answered with its own number, if the path does not begin with the name of a failure.
Each event has its number and the time at which it was sent.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, cast

from bench import wire

MODEL = re.compile(rb'"model":\s*"([a-z]+)-?(\d*)-?(\d*)')
NUMBER = re.compile(rb"number (\d+)")
LENGTH = re.compile(rb"(?i)content-length: (\d+)")
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
FILLING = "x" * 10_000
PARTS = 16  # events of a flood in one write


def event(number: int, filling: str = "") -> bytes:
    """Return a Chat Completions event with its number and the present time in microseconds."""
    content = f"w{number}@{time.monotonic_ns() // 1000};{filling}"
    chunk = {"id": "c1", "choices": [{"index": 0, "delta": {"content": content}, "finish_reason": None}]}
    return b"data: %b\n\n" % json.dumps(chunk).encode()


END = b'data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def whole(status: int, body: dict[str, Any]) -> bytes:
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} Any\r\ncontent-type: application/json\r\nconnection: close\r\n"
    return f"{head}content-length: {len(data)}\r\n\r\n".encode() + data


class Provider:
    """`running`: connections with a stream; `answers`: how often each number was answered."""

    def __init__(self) -> None:
        self.port = 0
        self.running = 0
        self.answers: dict[int, int] = {}
        self.healthy: Callable[[], bool] = lambda: True


class Connection(asyncio.Protocol):
    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.received = b""
        self.stream: Iterator[bytes] | None = None
        self.paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.stream is not None:
            self.provider.running -= 1
            self.stream = None

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        self.paused = False
        self.flood()

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if found and length and len(body) >= int(length[1]):
            self.received = b""
            self.answer(head, body)

    def answer(self, head: bytes, body: bytes) -> None:
        model = MODEL.search(body)
        if model and model[1] == b"tick":
            self.begin(iter(()))
            self.tick(asyncio.get_running_loop().time(), int(model[2]) / 1000, 0, int(model[3]))
        elif model and model[1] == b"flood":
            self.begin(event(number, FILLING) for number in range(int(model[2])))
            self.flood()
        else:
            self.reply(head.split(b" ", 2)[1].decode(), body)

    def begin(self, stream: Iterator[bytes]) -> None:
        self.stream = stream
        self.provider.running += 1
        self.transport.write(STREAM)

    def tick(self, due: float, pause: float, number: int, count: int) -> None:
        if self.transport.is_closing():
            return
        if number == count:
            self.transport.write(END)
            self.transport.close()
            return
        self.transport.write(event(number))
        asyncio.get_running_loop().call_at(due + pause, self.tick, due + pause, pause, number + 1, count)

    def flood(self) -> None:
        """Write events until the proxy reads no more."""
        while self.stream is not None and not self.paused and not self.transport.is_closing():
            parts = list(islice(self.stream, PARTS))
            if not parts:
                self.transport.write(END)
                self.transport.close()
                return
            self.transport.write(b"".join(parts))

    def reply(self, path: str, body: bytes) -> None:
        found = NUMBER.search(body)
        number = int(found[1]) if found else 0
        if path.startswith("/busy") or not self.provider.healthy():
            self.transport.write(whole(503, {"error": {"message": "busy"}}))
        elif path.startswith("/broken"):
            self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{")
        else:
            self.provider.answers[number] = self.provider.answers.get(number, 0) + 1
            message = {"role": "assistant", "content": f"answer {number}." if found else wire.PLAIN}
            choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
            self.transport.write(whole(200, {"id": "c1", "choices": choices}))
        self.transport.close()


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """Serve on a free port."""
    made = Provider()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(made), "127.0.0.1", 0, backlog=2048)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
