"""Load generator: raw connections that send prepared requests, count the received bytes, and verify them afterwards.

During a measurement received bytes are only counted and kept, since the load generator shares a core with the upstream;
they are decoded afterwards. An incomplete response ends the benchmark.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import httptools

from bench import wire

ENDS = [front.end for front in (wire.MESSAGES, wire.CHAT, wire.RESPONSES)]


class Incomplete(Exception):
    """A response differs from what the upstream sent."""


@dataclass(frozen=True)
class Window:
    """Counters of a measurement."""

    count: int
    cpu: float
    seconds: float

    @property
    def each(self) -> float:
        """CPU microseconds for each."""
        return self.cpu / self.count * 1e6 if self.count else float("nan")


class Stream(asyncio.Protocol):
    """One streamed response."""

    def __init__(self, request: bytes, front: wire.Front = wire.MESSAGES) -> None:
        self.request, self.front = request, front
        self.pieces: list[bytes] = []
        self.deltas = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)
        self.deltas += data.count(self.front.delta)
        if data.endswith(b"0\r\n\r\n"):
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def prove(self, chunks: int) -> None:
        """Decode the received bytes and compare them with the sent ones."""
        body = _Body(b"".join(self.pieces))
        events = [json.loads(line[6:]) for line in body.text.split("\n") if line.startswith("data: {")]
        text = "".join(map(wire.text_of, events))
        whole = "".join(map(wire.piece, range(chunks)))
        if body.status != 200 or text != whole or wire.kind_of(events[-1]) != self.front.last:
            raise Incomplete(f"status {body.status}, {len(text)} characters of text, end: {body.text[-300:]!r}")


class _Body:
    """A whole HTTP response, decoded."""

    def __init__(self, received: bytes) -> None:
        self.parts: list[bytes] = []
        parser = httptools.HttpResponseParser(self)
        parser.feed_data(received)
        self.status = parser.get_status_code()
        self.text = b"".join(self.parts).decode()

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)


async def _open(port: int, streams: int, model: str, front: wire.Front, apart: float) -> list[Stream]:
    request = wire.small(model, stream=True, front=front)
    loop = asyncio.get_running_loop()
    opened = []
    for _ in range(streams):
        opened.append((await loop.create_connection(lambda: Stream(request, front), "127.0.0.1", port))[1])
        await asyncio.sleep(apart)
    return opened


async def _all_over(streams: list[Stream], chunks: int, patience: float) -> None:
    _, late = await asyncio.wait([stream.over for stream in streams], timeout=patience)
    if late:
        raise Incomplete(f"{len(late)} of {len(streams)} streams did not end within {patience:.0f} s")
    for stream in streams:
        stream.prove(chunks)


async def paced(port: int, cpu: Callable[[], float], seconds: float, front: wire.Front, streams: int = 64) -> Window:
    """Measure streams at the pace of a model; all of them run before the clock starts and after it stops."""
    loop = asyncio.get_running_loop()
    chunks = int((seconds + 0.8) / wire.PACE)
    running = await _open(port, streams, f"paced-{chunks}", front, wire.PACE / streams)
    await asyncio.sleep(0.3)
    began, cpu_before, before = loop.time(), cpu(), sum(stream.deltas for stream in running)
    await asyncio.sleep(seconds)
    window = Window(sum(s.deltas for s in running) - before, cpu() - cpu_before, loop.time() - began)
    await _all_over(running, chunks, 15)
    return window


async def burst(port: int, cpu: Callable[[], float], chunks: int, front: wire.Front, streams: int = 8) -> Window:
    """Measure streams at full speed, from the first byte to the last."""
    loop = asyncio.get_running_loop()
    began, cpu_before = loop.time(), cpu()
    running = await _open(port, streams, f"burst-{chunks}", front, 0)
    await asyncio.wait([stream.over for stream in running], timeout=30)
    window = Window(chunks * streams, cpu() - cpu_before, loop.time() - began)
    await _all_over(running, chunks, 1)
    return window


class Asker(asyncio.Protocol):
    """One connection that sends the next request after each response, at most `most` and while `going` is true."""

    def __init__(self, request: bytes, most: int | None = None) -> None:
        self.request = request
        self.most = most
        self.answers = 0
        self.fault = ""
        self.going = True
        self.body = b""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses
        self.ask()

    def ask(self) -> None:
        self.body = b""
        self.parser = httptools.HttpResponseParser(self)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.answers += 1
        if wire.PLAIN.encode() not in self.body or not any(end in self.body for end in ENDS):
            self.fault = f"status {self.parser.get_status_code()}: {self.body[:300]!r}"
        if self.going and not self.fault and self.answers != self.most:
            asyncio.get_running_loop().call_soon(self.ask)  # not from inside the calling parser
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def requests(port: int, cpu: Callable[[], float], request: bytes, seconds: float, at_once: int = 16) -> Window:
    """Measure non-streaming requests over several connections without pauses."""
    loop = asyncio.get_running_loop()
    askers = [(await loop.create_connection(lambda: Asker(request), "127.0.0.1", port))[1] for _ in range(at_once)]
    await asyncio.sleep(0.2)
    began, cpu_before, before = loop.time(), cpu(), sum(asker.answers for asker in askers)
    await asyncio.sleep(seconds)
    window = Window(sum(a.answers for a in askers) - before, cpu() - cpu_before, loop.time() - began)
    for asker in askers:
        asker.going = False
    await asyncio.wait([asker.over for asker in askers], timeout=10)
    for asker in askers:
        if asker.fault or not asker.over.done():
            raise Incomplete(asker.fault or "a request was never answered")
    return window


async def stream(port: int, model: str, chunks: int, front: wire.Front, patience: float) -> None:
    """Receive one stream of a model of the upstream."""
    await _all_over(await _open(port, 1, model, front, 0), chunks, patience)


async def answers(port: int, request: bytes, count: int, patience: float) -> None:
    """Send a request so many times over one connection, one after the other."""
    asker = (await asyncio.get_running_loop().create_connection(lambda: Asker(request, count), "127.0.0.1", port))[1]
    await asyncio.wait([asker.over], timeout=patience)
    if asker.fault or asker.answers != count:
        raise Incomplete(asker.fault or f"{asker.answers} of {count} requests were answered")


async def first_answer(port: int, request: bytes, patience: float) -> None:
    """Send requests until one is answered."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while loop.time() < until:
        try:
            asker = (await loop.create_connection(lambda: Asker(request), "127.0.0.1", port))[1]
        except OSError:
            await asyncio.sleep(0.002)
            continue
        asker.going = False
        await asyncio.wait([asker.over], timeout=max(0.0, until - loop.time()))
        if asker.fault or not asker.answers:
            raise Incomplete(asker.fault or "the first request was not answered")
        return
    raise Incomplete(f"nothing listens after {patience:.0f} s")
