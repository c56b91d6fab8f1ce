"""Clients of the load scenarios: streams whose events are counted and timed, and whole requests."""

import asyncio
import json
import re
import socket
import time
from typing import cast

from bench import wire

EVENT = re.compile(rb"w(\d+)@(\d+);")
DONE = b"event: message_stop"
ERROR = b"event: error"
SMALL_BUFFER = 16_384


class Ticking(asyncio.Protocol):
    """A stream of `count` events. `faults`: events that are lost, doubled or out of order; `delays`: microseconds from
    the provider to this client; `complete`: all events and the end were received; `ended`: the stream has an end or an
    error event."""

    def __init__(self, model: str, count: int, reads: bool = True) -> None:
        self.model, self.count, self.reads = model, count, reads
        self.received = self.faults = 0
        self.delays: list[int] = []
        self.tail = b""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(wire.small(self.model, stream=True))

    def data_received(self, data: bytes) -> None:
        now, data = time.monotonic_ns() // 1000, self.tail + data
        end = 0
        for found in EVENT.finditer(data):
            self.faults += int(found[1]) != self.received
            self.received += 1
            self.delays.append(now - int(found[2]))
            end = found.end()
        self.tail = data[max(end, len(data) - 400) :]
        if not self.reads and self.received:
            self.transport.pause_reading()
        if self.tail.endswith(b"0\r\n\r\n"):
            self.transport.close()

    def resume(self) -> None:
        self.reads = True
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)

    @property
    def complete(self) -> bool:
        return self.received == self.count and not self.faults and DONE in self.tail

    @property
    def ended(self) -> bool:
        return DONE in self.tail or ERROR in self.tail


async def stream(port: int, model: str, count: int, reads: bool = True) -> Ticking:
    """Begin a stream. A client that does not read has a small buffer in the kernel, too."""
    loop, sock = asyncio.get_running_loop(), socket.socket()
    sock.setblocking(False)
    if not reads:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    await loop.sock_connect(sock, ("127.0.0.1", port))
    return (await loop.create_connection(lambda: Ticking(model, count, reads), sock=sock))[1]


async def ask(port: int, number: int, model: str = "m") -> tuple[int, str, float]:
    """Send a whole request. Returns the status, the text of the answer or error, and the seconds it took."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps(
        {"model": model, "max_tokens": 9, "messages": [{"role": "user", "content": f"number {number}"}]}
    ).encode()
    head = "POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-api-key: k\r\n"
    writer.write(f"{head}connection: close\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
    try:
        received = await asyncio.wait_for(reader.read(), 60)
    except TimeoutError:
        received = b""
    finally:
        writer.close()
    status = int(received.split(b" ", 2)[1]) if received else 0
    return status, received.partition(b"\r\n\r\n")[2].decode("utf-8", "replace"), time.monotonic() - began
