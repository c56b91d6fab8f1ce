"""One HTTP/1.1 connection to a provider and the calls over it, on asyncio.Protocol and httptools.

A `Call` is a request under way. Its states are `waiting` (no header yet), `body`, `done`, and `broken` from any state.
Timeouts cancel nothing: `head` and `read` return when bytes have arrived or the time is up, and can be called again.
All bytes that have arrived are returned in one piece. The socket is not read while the reader is behind. A reader that
waits can take the bytes of each read in a callback instead (`Call.push`). Errors are those of httpx (ConnectError,
ConnectTimeout, ReadError ...).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal, cast

import httptools
import httpx

MAX_HEAD_BYTES = 256 * 1024  # of a response, with all its informational ones
MAX_HEAD_LINES = 1000
HEAD_TOO_LARGE = f"has a header of more than {MAX_HEAD_BYTES >> 10} KB or {MAX_HEAD_LINES} lines"
HIGH_WATER = 256 * 1024  # unread bytes at which reading from the socket pauses
CUT = "the provider closed the connection before its answer was complete"


class Connection(asyncio.Protocol):
    """A connection that is idle or serves one call. `on_idle` is called when it can take the next call."""

    def __init__(self, on_idle: Callable[[Connection], None]) -> None:
        self.on_idle = on_idle
        self.transport: asyncio.Transport | None = None
        self.call: Call | None = None
        self.served = 0  # completed calls
        self.idle_since = 0.0
        self.paused = False
        self.parser: Any = None  # httptools.HttpResponseParser of the call under way

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def start(self, call: Call, request: bytes) -> None:
        assert self.transport is not None
        self.call = call
        self.parser = httptools.HttpResponseParser(self)
        self.received = False  # a byte of the response has arrived
        self.head_size = self.head_lines = 0
        self.in_head = True
        self.framed = False  # the header determines the end of the body
        self.transport.write(request)

    def close(self) -> None:
        self.call = None
        if self.transport is not None:
            self.transport.abort()

    def pause(self) -> None:
        if self.transport is not None and not self.paused and self.usable:
            self.paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        if self.paused and self.transport is not None:
            self.paused = False
            if self.usable:
                self.transport.resume_reading()

    # called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        call = self.call
        if call is None:  # unexpected data: the connection cannot be reused
            self.close()
            return
        self.received = True
        in_head = self.in_head
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.close()
            if call.state not in ("done", "broken"):  # bytes after a complete response are ignored
                text = HEAD_TOO_LARGE if self.head_lines > MAX_HEAD_LINES else f"is not valid HTTP/1.1 ({error})"
                call.broke(httpx.RemoteProtocolError(f"the provider's response {text}"))
            return
        if call.parts:
            call.arrived()
        if in_head and self.in_head:
            self.head_size += len(data)
            if self.head_size > MAX_HEAD_BYTES:
                self.close()
                call.broke(httpx.RemoteProtocolError(f"the provider's response {HEAD_TOO_LARGE}"))

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = self.parser = None  # the parser holds methods of this object: a reference cycle
        call, self.call = self.call, None
        if call is None:
            return
        if self.received and call.state == "body" and not self.framed and error is None:
            call.complete()  # a body without a length ends with the connection
        elif not self.received and self.served:
            call.stale()
        else:
            call.broke(httpx.ReadError(CUT))

    # called by httptools

    def on_message_begin(self) -> None:
        if self.call is None:  # a second response to one request
            self.close()
        self.headers: list[tuple[bytes, bytes]] = []
        self.reason = b""

    def on_status(self, reason: bytes) -> None:
        self.reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        self.head_lines += 1
        if self.head_lines > MAX_HEAD_LINES:
            raise ValueError("too many header lines")  # stops the parser
        if name == b"content-length" or (name == b"transfer-encoding" and b"chunked" in value.lower()):
            self.framed = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        status = self.parser.get_status_code()
        self.in_head = status < 200
        if status == 408 and self.served and self.call is not None:
            # the server gave up an idle connection while the request was on its way (RFC 9110 15.5.9)
            call, self.call = self.call, None
            self.close()
            call.stale()
        elif status >= 200 and self.call is not None:
            if status in (204, 304):
                self.framed = True
            self.call.began(status, self.reason, self.headers)

    def on_body(self, data: bytes) -> None:
        if self.call is not None:
            self.call.came(data)

    def on_message_complete(self) -> None:
        call = self.call
        if call is None or call.state != "body":  # 100 Continue, 103 Early Hints: the response follows
            return
        self.call = None
        self.served += 1
        self.resume()
        call.complete()
        if self.parser.should_keep_alive() and self.framed:
            self.on_idle(self)
        else:
            self.close()


class Call:
    """A request under way and its response: `status`, `reason` and `headers` (names in lower case) after `head`, then
    `read`. `resend`: sends the request again over a new connection; `push`: called after each read of the socket while
    the reader waits, and returns whether it has taken the data, so that the reader is not woken."""

    def __init__(self, resend: Callable[[Call], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.resend = resend
        self.state: Literal["waiting", "body", "done", "broken"] = "waiting"
        self.status = 0
        self.reason = ""
        self.headers: list[tuple[bytes, bytes]] = []
        self.connection: Connection | None = None
        self.connecting: asyncio.Task[None] | None = None
        self.error: Exception | None = None
        self.parts: list[bytes] = []
        self.size = 0
        self.push: Callable[[], bool] | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.deadline = 0.0
        self.alarm: asyncio.TimerHandle | None = None

    async def head(self, timeout: float) -> bool:
        """Return True when the header has arrived, False after `timeout` seconds. Raises httpx errors."""
        if self.state == "waiting":
            await self.wait(self.loop.time() + timeout)
        if self.error is not None and self.status == 0:
            raise fresh(self.error)
        return self.state != "waiting"

    async def read(self, timeout: float) -> bytes | None:
        """Return what has arrived of the body: b"" at its end, None after `timeout` seconds. Raises httpx errors."""
        if not self.parts and self.state == "body":
            await self.wait(self.loop.time() + timeout)
        if self.parts:
            return self.take()
        if self.error is not None:
            raise fresh(self.error)
        return b"" if self.state == "done" else None

    def wait(self, until: float) -> asyncio.Future[None]:
        """Return a future that is done at the next event, or at `until` by the loop's clock. It is `read` without a
        coroutine, for loops that run once per event. Await it at once, and only while no data is unread."""
        self.deadline = until
        if self.alarm is None or until < self.alarm.when():
            if self.alarm is not None:
                self.alarm.cancel()
            self.alarm = self.loop.call_at(until, self._on_alarm)
        self.waiter = waiter = self.loop.create_future()
        return waiter

    def take(self) -> bytes:
        """Return the unread part of the body; b"" if there is none, which need not be its end."""
        parts = self.parts
        if not parts:
            return b""
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self.size = 0
        if self.connection is not None and self.connection.paused:
            self.connection.resume()
        return data

    def release(self) -> None:
        """Release the call. A small rest of the response is read and discarded, so that the connection can be
        reused."""
        if self.state == "body" and self.connection is not None:
            self.state = "done"
            self.parts.clear()
            self._cancel_alarm()
            drain = Drain(self.loop)
            self.connection.call = drain
            drain.start(self.connection)
            self.connection = None
        else:
            self.abort()

    def abort(self, error: Exception | None = None) -> None:
        """Abort the call: the connection is closed at once, and a waiting reader gets the error."""
        if self.connecting is not None:
            self.connecting.cancel()
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()
        if self.state in ("waiting", "body"):
            self.broke(error or httpx.ReadError("the call was aborted"))
        self._cancel_alarm()

    # called by the connection

    def began(self, status: int, reason: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status, self.reason, self.headers = status, reason.decode("latin-1"), headers
        self.state = "body"
        self.wake()

    def came(self, data: bytes) -> None:
        self.parts.append(data)
        self.size += len(data)
        if self.size > HIGH_WATER and self.connection is not None:
            self.connection.pause()

    def arrived(self) -> None:
        """Pass on what one read of the socket contained."""
        if self.push is None or not self.push():
            self.wake()

    def complete(self) -> None:
        self.state = "done"
        self.connection = None
        self._cancel_alarm()
        self.wake()

    def broke(self, error: Exception) -> None:
        self.state = "broken"
        self.error = fresh(error)
        self.connection = None
        self._cancel_alarm()
        self.wake()

    def stale(self) -> None:
        """The server closed an idle connection before it read the request: send the request again."""
        self.connection = None
        self.resend(self)

    def wake(self) -> None:
        waiter = self.waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _on_alarm(self) -> None:
        """Wake the reader at the deadline. There is one timer per call; it is set again if the deadline has moved."""
        self.alarm = None
        if self.waiter is None or self.waiter.done():
            return
        if self.loop.time() >= self.deadline - 0.001:
            self.wake()
        else:
            self.alarm = self.loop.call_at(self.deadline, self._on_alarm)

    def _cancel_alarm(self) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None


def fresh(error: Exception) -> Exception:
    """Return a copy of an exception without its traceback and context.

    A call keeps its error for later reads. A traceback on that object would refer to the frames that hold the call:
    a reference cycle around the whole request."""
    return type(error)(*error.args)


class Drain(Call):
    """Discards the rest of a response: at most MAX_BYTES within MAX_SECONDS, else it closes the connection."""

    MAX_BYTES = 64 * 1024
    MAX_SECONDS = 1.0

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.parts = []
        self.state = "body"
        self.status = 200
        self.error = None
        self.connection = None
        self.waiter = None
        self.alarm = None
        self.size = 0

    def start(self, connection: Connection) -> None:
        self.connection = connection
        connection.resume()
        self.alarm = self.loop.call_later(self.MAX_SECONDS, connection.close)

    def came(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self.MAX_BYTES and self.connection is not None:
            self.loop.call_soon(self.connection.close)
