"""Delivery of a streamed answer: waits, pings, the held-back header, and failures on either side.

The HTTP header is held back until there is content to send, at most HEADER_HOLD_SECONDS, so that an early failure is
a real HTTP status. After that the client receives bytes at least every PING_INTERVAL_SECONDS. Nothing that a provider
does raises.

Once a stream flows, its task waits: each read of the provider's socket is translated and written to the client in the
callback of that socket, without a task switch, if the server offers a `BodyWriter`.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

from dragoman.config.settings import Timeouts
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply, framing_of_body
from dragoman.http.call import Call
from dragoman.http.codings import Decoder
from dragoman.library.api_errors import NO_STATUS
from dragoman.library.hub import ApiError
from dragoman.masking import CredentialError
from dragoman.observer.parts import Parts
from dragoman.resilience.failures import FailedResponse, failed_call
from dragoman.server.delivery import (
    STOPPING,
    BodyWriter,
    ClientDisconnected,
    ProviderTimeout,
    ResponseRecord,
    Send,
    content_decoder,
    off_loop,
    read_all,
    reply_to_error,
    send_reply,
    uncancel,
    undeclared_decoder,
)
from dragoman.server.dispatch import PROFILE, Dispatch
from dragoman.streaming.translation import CUT, StreamTranslation

HEADER_HOLD_SECONDS = 10.0  # a stream's header waits this long for its first event (rule 2.3.2)
PING_INTERVAL_SECONDS = 15.0  # of silence toward the client (rule 2.3.7)
FINISH_SECONDS = 5.0  # between the finish reason and the end of the stream (rule 2.3.5)
NO_RESPONSE = "sent no response within"
NO_DATA = "sent nothing for"

T = TypeVar("T")
log = logging.getLogger("dragoman")


class StreamDelivery:
    """One streamed answer. `run` returns when the client has received all of it, or has disconnected. `writer`: writes
    what `send` need not see."""

    def __init__(
        self,
        dispatch: Dispatch,
        send: Send,
        timeouts: Timeouts,
        record: ResponseRecord,
        writer: BodyWriter | None = None,
    ) -> None:
        self.dispatch, self.send, self.timeouts, self.record = dispatch, send, timeouts, record
        self.writer = writer
        self.context = contextvars.copy_context()  # with the id of the request, for the log
        self.time, self.turns = asyncio.get_running_loop().time, dispatch.state.upstream.turns
        self.header_sent = False
        self.delivered = False  # the client has received events of the answer
        self.held = b""  # bytes that wait for the header
        self.decoder: Decoder | None = None
        self.stream: StreamTranslation | None = None
        self.observation = record.observation
        self.parts: Parts | None = None  # of the stream, for the observer
        self.due = self.time() + HEADER_HOLD_SECONDS  # when the client must receive something
        self.last_read = 0.0  # when the provider last sent something

    @property
    def exchange(self) -> Exchange:
        return self.dispatch.exchange

    @property
    def call(self) -> Call:
        """The call under way; a repetition of the request replaces it."""
        return self.dispatch.attempt.call

    @property
    def ending(self) -> bool:
        """Whether the bytes to send contain the end of the answer."""
        return self.stream is None or self.stream.over

    async def run(self) -> None:
        try:
            while not await self._deliver_or_recover():
                pass
        except ClientDisconnected:
            self.record.note_disconnect()
        except asyncio.CancelledError:
            await self._end()
        except CredentialError as error:
            self.record.note = str(error)
            await self._reply(reply_to_error(self.exchange, error))

    async def _end(self) -> None:
        """End with an error, because the server stops."""
        uncancel()
        self.record.note = STOPPING
        if self.delivered and self.stream is not None:
            await self._write(self.stream.fail("overloaded", STOPPING))
            await self._finish()
        else:
            await self._reply(self.exchange.failure("overloaded", STOPPING, 503))

    async def _deliver_or_recover(self) -> bool:
        """Deliver the response of the call under way; False if the request was sent again instead. Raises
        ClientDisconnected, CredentialError."""
        try:
            if done := await self._deliver():
                self.dispatch.report(None)
            return done
        except (ProviderTimeout, httpx.HTTPError, ValueError) as error:
            reply, note, failed = reply_to_error(self.exchange, error), str(error), failed_call(error)
        if await self._recover(failed):
            return False
        self.record.note = note
        await self._reply(reply)
        return True

    async def _deliver(self) -> bool:
        exchange, call = self.exchange, self.call
        self.held = b""
        await self._until(call.head, self.timeouts.first_byte, NO_RESPONSE)
        self.decoder = content_decoder(call)
        data = await self._read(self.timeouts.first_byte)
        if self.observation is not None:
            self.observation.responded(call.status, call.headers)
        if self.decoder is None and (decoder := undeclared_decoder(data)):
            self.decoder, data = decoder, decoder.feed(data)
        if data and 200 <= call.status < 300 and (framing := framing_of_body(call.headers, data, exchange.back)):
            return await self._translate(exchange.stream(framing), data)
        data += await read_all(self._read, self.timeouts.idle)
        if self.observation is not None:
            self.observation.responded(call.status, call.headers, data)
        reply = await off_loop(len(data), exchange.whole, call.status, call.headers, data)
        failed = self.dispatch.failure(reply, call.status, call.headers, data)
        if failed and await self._recover(failed):
            return False
        await self._reply(reply)
        return True

    async def _recover(self, failed: FailedResponse) -> bool:
        """Send the request again if that may help, and send pings meanwhile. Raises ClientDisconnected,
        CredentialError."""
        if self.delivered:
            return False
        recovery = asyncio.ensure_future(self.dispatch.recover(failed))
        try:
            while not (await asyncio.wait((recovery,), timeout=self.due - self.time()))[0]:
                await self._ping()
            return recovery.result()
        finally:
            recovery.cancel()

    async def _translate(self, stream: StreamTranslation, data: bytes) -> bool:
        """Deliver a stream that has begun. False if the request was sent again instead."""
        call, time, finish = self.call, self.time, 0.0
        self.stream = stream
        self.parts = self.observation.record_stream() if self.observation is not None else None
        out, self.last_read = self._feed(stream, data), time()
        while True:
            if not self.delivered:
                if stream.failed is not None:
                    return await self._report(call, stream.failed)
                out = self._hold(stream, out)
            if out:
                self.delivered = True
                await self._write(out)
            if stream.over:
                await self._finish()
                break
            if stream.finishing:
                finish = finish or time() + FINISH_SECONDS
            try:
                out = await self._next(stream, finish)
            except (ProviderTimeout, httpx.HTTPError, ValueError) as error:
                out = stream.end() if finish and isinstance(error, ProviderTimeout) else self._cut(stream, error)
        call.release()
        return True

    async def _next(self, stream: StreamTranslation, finish: float) -> bytes:
        """Return the next bytes for the client; b"" if `_push` has sent those that end the stream or its content.
        `finish`: when a stream that has a finish reason ends, else 0. Raises ClientDisconnected, ProviderTimeout and
        httpx errors."""
        call, idle = self.call, self.timeouts.idle
        if self.writer is not None and self.delivered and self.decoder is None:
            if not call.parts and call.state == "body":
                call.push = self._push
                try:
                    await call.wait(min(finish or self.last_read + idle, self.due))
                finally:
                    call.push = None
            if stream.over or (stream.finishing and not finish):
                return b""
        data = await self._read((finish or self.last_read + idle) - self.time())
        self.last_read = self.time()
        return self._feed(stream, data)

    def _push(self) -> bool:
        """Translate and send what one read of the provider's socket contained. False if the task has something to do:
        the client does not read, or the answer ends."""
        writer, stream, call = self.writer, self.stream, self.call
        if writer is None or stream is None or not writer.ready:
            return False
        out = self._feed(stream, call.take())
        self.last_read = now = self.time()
        if out:
            writer.write(out)
            self.record.size += len(out)
            self.due = now + PING_INTERVAL_SECONDS
            call.deadline = now + min(PING_INTERVAL_SECONDS, self.timeouts.idle)
        return not (stream.over or stream.finishing)

    def _cut(self, stream: StreamTranslation, error: Exception) -> bytes:
        """End a stream that the provider does not end. Return the bytes to send."""
        self.dispatch.report(failed_call(error))
        if isinstance(error, ProviderTimeout):
            out = stream.fail("timeout", f"the provider sent nothing for {self.timeouts.idle:g} s")
        elif isinstance(error, ValueError):
            out = stream.fail("server_error", f"the provider's response cannot be decoded: {error}")
        else:
            out = stream.fail("server_error", CUT)
        if self.parts is not None:
            self.parts.add(b"", out)
        return out

    async def _report(self, call: Call, error: ApiError) -> bool:
        """Report an error that came before any content; False if the request was sent again instead."""
        reply = self.exchange.failed(error, NO_STATUS, call.headers)
        failed = self.dispatch.failure(reply, call.status, call.headers, error["message"].encode())
        if failed and await self._recover(failed):
            return False
        await self._reply(reply)
        call.release()
        return True

    def _hold(self, stream: StreamTranslation, data: bytes) -> bytes:
        """Hold back what comes before the content. Return the bytes to send."""
        self.held += data
        if not (stream.shown or stream.over):
            return b""
        data, self.held = self.held, b""
        if self.observation is not None:
            self.observation.first_token()
        return data

    def _feed(self, stream: StreamTranslation, data: bytes) -> bytes:
        """Return the bytes for the client. b"" as `data` is the end of the stream. An exception ends it too."""
        try:
            out = stream.feed(data) if data else stream.end()
        except Exception:
            text = f"profile {self.exchange.profile.name}: a stream could not be translated"
            self.context.run(log.exception, text)
            out = stream.fail("server_error", "internal error; see the log of the server")
        if self.parts is not None:
            self.parts.add(data, out)
        return out

    async def _read(self, seconds: float) -> bytes:
        """Return what the provider sent, decoded; b"" at the end. Raises ClientDisconnected, ProviderTimeout and httpx
        errors."""
        while data := await self._until(self.call.read, seconds, NO_DATA):
            if self.decoder is not None:
                data = self.decoder.feed(data)
            if data:
                break
        else:
            if self.decoder is not None:
                self.decoder.end()
        await self.turns.turn(len(data))
        return data

    async def _until(self, poll: Callable[[float], Awaitable[T | None]], timeout: float, problem: str) -> T:
        """Poll until there is a result, and send pings meanwhile. Raises ProviderTimeout."""
        limit = self.time() + timeout
        while True:
            result = await poll(min(limit, self.due) - self.time())
            if result is not None and result is not False:
                return result
            now = self.time()
            if now >= self.due:
                await self._ping()
            if now >= limit:
                raise ProviderTimeout(f"the provider {problem} {timeout:g} s")

    async def _ping(self) -> None:
        """Send what is held back: the header, and the events before the content; else a ping."""
        if self.held:
            self.delivered = self.stream is None or self.stream.started
            data, self.held = self.held, b""
            await self._write(data)
        elif self.header_sent:
            await self._write(self.exchange.front.ping)
        else:
            await self._send_header()
            self.due = self.time() + PING_INTERVAL_SECONDS - HEADER_HOLD_SECONDS

    async def _send_header(self) -> None:
        self.header_sent = True
        self.record.status = 200
        headers = self.exchange.stream_headers(self.call.headers)
        if not self.delivered and self.dispatch.undecided:  # sent early: another profile may answer yet
            headers = [pair for pair in headers if pair[0] != PROFILE]
        headers += self.record.headers
        if self.observation is not None:
            self.observation.answered(200, headers)
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _write(self, data: bytes) -> None:
        if not data:
            return
        if not self.header_sent:
            await self._send_header()
        self.record.size += len(data)
        self.due = self.time() + PING_INTERVAL_SECONDS
        await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def _reply(self, reply: Reply) -> None:
        """Send a complete reply; as an event of the stream if the header has been sent."""
        if not self.header_sent:
            self.header_sent = True
            await send_reply(self.send, reply, self.record)
        else:
            self.record.failure = reply.failure
            await self._write(self.exchange.as_event(reply))
            await self._finish()

    async def _finish(self) -> None:
        await self.send({"type": "http.response.body", "body": b""})
