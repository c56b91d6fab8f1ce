"""Between a client and a provider while an answer is under way: waits, pings, hold-backs, broken ends on either side.

`whole` and `stream` carry one answer from a Call to an ASGI `send`. Both end the call when the client leaves. A
stream's HTTP header is held back until there is an event to send, at most HOLD seconds, so that an early failure is a
real HTTP status; from then on the client hears something at least every PING seconds. Neither raises for anything
that a provider does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from dragoman.config.profiles import Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply, header_map, is_stream
from dragoman.http.codings import Decoder
from dragoman.http.connection import Call
from dragoman.secrets import NoSecret, NotNow
from dragoman.streaming.translation import CUT, Watched

if TYPE_CHECKING:
    from dragoman.server.attempt import Attempt

HOLD = 10.0  # seconds that a stream's header may wait for its first event (rule 2.3.2)
PING = 15.0  # seconds of silence toward the client (rule 2.3.7)
FINISH = 5.0  # seconds between the reason of the end and the end (rule 2.3.5)
MOST = 256 * 1024 * 1024  # bytes of a complete answer

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
T = TypeVar("T")
log = logging.getLogger("dragoman")


class Gone(Exception):
    """The client has left."""


class Slow(Exception):
    """The provider took longer than it may; the text says so."""


@dataclass(slots=True)
class Told:
    """What the client got, for the log."""

    status: int = 0
    size: int = 0
    note: str = ""


async def reply(send: Send, answer: Reply, told: Told) -> None:
    """Sends a complete answer."""
    told.status, told.size = answer.status, len(answer.body)
    length = (b"content-length", b"%d" % len(answer.body))
    await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, length]})
    await send({"type": "http.response.body", "body": answer.body})


async def leaving(receive: Receive, leave: Callable[[], None]) -> None:
    """Breaks the request off when the client leaves. (When the answer is complete the server says so too; the call is
    over then.)"""
    while (await receive())["type"] != "http.disconnect":
        pass
    leave()


async def whole(call: Call, timeouts: Timeouts) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """A provider's complete answer: status, headers, body. Raises Gone, Slow and what httpx raises."""
    if not await call.head(timeouts.first_byte):
        raise Slow(f"the provider did not answer within {timeouts.first_byte:g} s")
    decoder = decoding(call)

    async def read(seconds: float) -> bytes:
        data = await call.read(seconds)
        if data is None:
            raise Slow(f"the provider sent nothing for {seconds:g} s")
        return data

    data = await read_all(read, timeouts.idle)
    return call.status, call.headers, decoder.feed(data) if decoder else data


async def read_all(read: Callable[[float], Awaitable[bytes]], idle: float) -> bytes:
    """All that `read` gives until its b""."""
    data = await read(idle)
    if not data:
        return b""
    parts: list[bytes] = [data]
    size = len(data)
    while data := await read(idle):
        parts.append(data)
        size += len(data)
        if size > MOST:
            raise httpx.ReadError("the provider's answer has no end")
    return b"".join(parts)


def decoding(call: Call) -> Decoder | None:
    """What takes the coding off that the provider put on although it was asked not to."""
    coding = header_map(call.headers).get(b"content-encoding", b"").decode("latin-1")
    return Decoder(coding, MOST) if coding and coding.lower() != "identity" else None


def broken(exchange: Exchange, error: Exception) -> Reply:
    """The reply to a call that came to nothing (rule 2.0.7)."""
    if isinstance(error, NoSecret):
        fault, status = about(error)
        return exchange.failure(fault, str(error), status)
    if isinstance(error, ValueError):
        return exchange.failure("api", f"the provider's answer cannot be read: {error}", 502)
    if isinstance(error, (Slow, httpx.TimeoutException)):
        return exchange.failure("timeout", str(error), 504)
    return exchange.failure("api", str(error) or "the connection to the provider broke", 502)


def about(error: NoSecret) -> tuple[Any, int]:
    """The fault that a client is told, and its status: for good is 403, and never 401, which clients take for their
    own key's (clients 3.1)."""
    return ("api", 503) if isinstance(error, NotNow) else ("permission", 0)


class Streaming:
    """One streamed answer. `run` returns when the client has all of it, or has left."""

    def __init__(self, exchange: Exchange, attempt: Attempt, send: Send, timeouts: Timeouts, told: Told) -> None:
        assert attempt.call is not None
        self.exchange, self.attempt, self.call = exchange, attempt, attempt.call
        self.send, self.timeouts, self.told = send, timeouts, told
        self.time = asyncio.get_running_loop().time
        self.begun = False  # the header is out
        self.decoder: Decoder | None = None
        self.due = self.time() + HOLD  # when the client must hear something

    async def run(self) -> None:
        try:
            while not await self._answered():
                pass
        except Gone:
            self.told.note = "the client left"
        except (Slow, httpx.HTTPError, ValueError, NoSecret) as error:
            self.told.note = str(error)
            await self._reply(broken(self.exchange, error))

    async def _answered(self) -> bool:
        """Carries the answer of a call; False if there is another one to wait for."""
        exchange = self.exchange
        await self._until(self.call.head, self.timeouts.first_byte, "did not answer within")
        if self.call.status >= 400 and (fresh := await self.attempt.again(exchange.back)) is not None:
            self.call = fresh
            await self._until(fresh.head, self.timeouts.first_byte, "did not answer within")
        call = self.call
        self.decoder = decoding(call)
        data = await self._read(self.timeouts.first_byte)
        if data and 200 <= call.status < 300 and is_stream(call.headers, data):
            return await self._translate(exchange.stream(), data)
        data += await read_all(self._read, self.timeouts.idle)
        if self._repeats(call.status, data):
            return False
        await self._reply(exchange.whole(call.status, call.headers, data))
        return True

    def _repeats(self, status: int, said: bytes) -> bool:
        if not self.attempt.repeat(self.exchange, status, said):
            return False
        assert self.attempt.call is not None
        self.call, self.told.note = self.attempt.call, "asked twice"
        return True

    async def _translate(self, stream: Watched, data: bytes) -> bool:
        """The hot loop: one network read in, one write out, and no coroutine between them that is not needed. False if
        the provider is asked again."""
        call, time, idle, finish = self.call, self.time, self.timeouts.idle, 0.0
        out = self._fed(stream, data)
        while True:
            if not self.begun and stream.failed is not None:
                if self._repeats(0, stream.failed["message"].encode()):
                    return False
                await self._reply(self.exchange.failed(stream.failed, 0, call.headers))
                break
            now = time()
            if out:
                if not self.begun:
                    await self._begin()
                self.told.size += len(out)
                self.due = now + PING
                await self.send({"type": "http.response.body", "body": out, "more_body": True})
            elif now >= self.due:
                await self._awake()
            if stream.over:
                await self._finish()
                break
            if stream.finishing:
                finish = finish or now + FINISH
            limit = finish or now + idle
            try:
                if not call.parts and call.state == "body":
                    await call.wait(min(limit, self.due))
                data = call.take() if self.decoder is None else b""
                out = self._fed(stream, data or await self._read(limit - time()))
            except Slow:
                late = f"the provider sent nothing for {idle:g} s"
                out = stream.end() if finish else stream.fail("timeout", late)
            except httpx.HTTPError:
                out = stream.fail("api", CUT)
        call.let_go()
        return True

    def _fed(self, stream: Watched, data: bytes) -> bytes:
        """What the client is to be told of the bytes; b"" is the end of the stream. After it, and after a bug, it is
        over."""
        try:
            return stream.feed(data) if data else stream.end()
        except Exception:
            log.exception("a stream of profile %s could not be translated", self.exchange.profile.name)
            return stream.fail("api", "internal error")

    async def _read(self, seconds: float) -> bytes:
        """What the provider sent, decoded; b"" at the end. Raises Gone, Slow and what httpx raises."""
        while data := await self._until(self.call.read, seconds, "sent nothing for"):
            if self.decoder is not None:
                data = self.decoder.feed(data)
            if data:
                break
        return data

    async def _until(self, ask: Callable[[float], Awaitable[T | None]], patience: float, complaint: str) -> T:
        """Asks until there is an answer, and keeps the client awake meanwhile. Raises Slow."""
        limit = self.time() + patience
        while True:
            answer = await ask(min(limit, self.due) - self.time())
            if answer is not None and answer is not False:
                return answer
            now = self.time()
            if now >= self.due:
                await self._awake()
            if now >= limit:
                raise Slow(f"the provider {complaint} {patience:g} s")

    async def _awake(self) -> None:
        if self.begun:
            await self._write(self.exchange.front.ping)
        else:
            await self._begin()
            self.due = self.time() + PING - HOLD

    async def _begin(self) -> None:
        self.begun = True
        self.told.status = 200
        headers = self.exchange.stream_headers(self.call.headers)
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _write(self, data: bytes) -> None:
        if not data:
            return
        if not self.begun:
            await self._begin()
        self.told.size += len(data)
        self.due = self.time() + PING
        await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def _reply(self, answer: Reply) -> None:
        """A complete answer: as it is while the header is not out, else as an event of the stream that has begun."""
        if not self.begun:
            self.begun = True
            await reply(self.send, answer, self.told)
        else:
            await self._write(self.exchange.as_event(answer))
            await self._finish()

    async def _finish(self) -> None:
        await self.send({"type": "http.response.body", "body": b""})
