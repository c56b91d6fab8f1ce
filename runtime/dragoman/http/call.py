"""One request to a provider under way, and its response, as it is read.

The states of a `Call` are `waiting` (no header yet), `body`, `done`, and `broken` from any state. Timeouts cancel
nothing: `head` and `read` return when bytes have arrived or the time is up, and can be called again. All bytes that
have arrived are returned in one piece. The socket is not read while the reader is behind. A reader that waits can take
the bytes of each read in a callback instead (`Call.push`). Errors are those of httpx (ConnectError, ReadError ...).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, Protocol

import httpx

HIGH_WATER = 64 * 1024  # unread bytes at which reading from the socket pauses


class Connection(Protocol):
    """What a call uses of its connection."""

    call: Call | None
    paused: bool

    def close(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...


class Call:
    """A request under way and its response: `status`, `reason` and `headers` (names in lower case) after `head`, then
    `read`. `resend`: sends the request again over a new connection; `on_resend`: called before that; `push`: called
    after each read of the socket while the reader waits, and returns whether it has taken the data, so that the reader
    is not woken."""

    def __init__(self, resend: Callable[[Call], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.resend = resend
        self.on_resend: Callable[[], None] | None = None
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
        if self.on_resend is not None:
            self.on_resend()
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
