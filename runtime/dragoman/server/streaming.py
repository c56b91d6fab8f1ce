"""Delivery of a streamed answer: waits, pings, the held-back header, and failures on either side.

The HTTP header is held back until there is an event to send, at most HEADER_HOLD_SECONDS, so that an early failure is
a real HTTP status. After that the client receives bytes at least every PING_INTERVAL_SECONDS. Nothing that a provider
does raises.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

from dragoman.config.profiles import Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply, is_stream
from dragoman.http.codings import Decoder
from dragoman.masking import CredentialError
from dragoman.server.attempt import Attempt
from dragoman.server.delivery import Gone, Send, Slow, Told, broken, decoding, read_all, reply
from dragoman.streaming.translation import CUT, Watched

HEADER_HOLD_SECONDS = 10.0  # a stream's header waits this long for its first event (rule 2.3.2)
PING_INTERVAL_SECONDS = 15.0  # of silence toward the client (rule 2.3.7)
FINISH_SECONDS = 5.0  # between the finish reason and the end of the stream (rule 2.3.5)

T = TypeVar("T")
log = logging.getLogger("dragoman")


class Streaming:
    """One streamed answer. `run` returns when the client has all of it, or has left."""

    def __init__(self, exchange: Exchange, attempt: Attempt, send: Send, timeouts: Timeouts, told: Told) -> None:
        assert attempt.call is not None
        self.exchange, self.attempt, self.call = exchange, attempt, attempt.call
        self.send, self.timeouts, self.told = send, timeouts, told
        self.time = asyncio.get_running_loop().time
        self.begun = False  # the header is out
        self.decoder: Decoder | None = None
        self.due = self.time() + HEADER_HOLD_SECONDS  # when the client must hear something

    async def run(self) -> None:
        try:
            while not await self._answered():
                pass
        except Gone:
            self.told.note = "the client left"
        except (Slow, httpx.HTTPError, ValueError, CredentialError) as error:
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
                self.due = now + PING_INTERVAL_SECONDS
                await self.send({"type": "http.response.body", "body": out, "more_body": True})
            elif now >= self.due:
                await self._awake()
            if stream.over:
                await self._finish()
                break
            if stream.finishing:
                finish = finish or now + FINISH_SECONDS
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
            self.due = self.time() + PING_INTERVAL_SECONDS - HEADER_HOLD_SECONDS

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
        self.due = self.time() + PING_INTERVAL_SECONDS
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
