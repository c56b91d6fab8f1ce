"""One HTTP/1.1 connection to a provider, on asyncio.Protocol and httptools. It serves one `Call` after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import httptools
import httpx

from dragoman.http.call import HIGH_WATER, Call
from dragoman.http.turns import Turns

MAX_HEAD_BYTES = 256 * 1024  # of a response, with all its informational ones
MAX_HEAD_LINES = 1000
CHUNK_BYTES = 20  # around each part of a body that do not count
HEAD_TOO_LARGE = f"has a header or trailers of more than {MAX_HEAD_BYTES >> 10} KB or {MAX_HEAD_LINES} lines"
CUT = "the provider closed the connection before its answer was complete"


class Connection(asyncio.Protocol):
    """A connection that is idle or serves one call. `on_idle` is called when it can take the next call. `unread`: large
    reads that wait for their turn."""

    def __init__(self, on_idle: Callable[[Connection], None], turns: Turns) -> None:
        self.on_idle, self.turns = on_idle, turns
        self.unread: deque[bytes] = deque()
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
        self.unread.clear()
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

    def _request_sent(self) -> bool:
        """Whether the whole request was sent: a response may precede its end."""
        return self.transport is not None and not self.transport.get_write_buffer_size()

    # called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.unread or self.turns.wait_for(len(data)):
            self.unread.append(data)
            self.pause()
            self.turns.waiting.append(self._read_next)
        else:
            self._parse(data)

    def _read_next(self) -> None:
        """Parse a read whose turn it is, unless the connection was lost."""
        if not self.unread:
            return
        self._parse(self.unread.popleft())
        if self.call is not None and self.call.size <= HIGH_WATER:
            self.resume()

    def _parse(self, data: bytes) -> None:
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
        if in_head is self.in_head:  # without the read that contains the end of the header
            self.head_size += len(data)
            if self.head_size > MAX_HEAD_BYTES:
                self.close()
                if call.state not in ("done", "broken"):
                    call.broke(httpx.RemoteProtocolError(f"the provider's response {HEAD_TOO_LARGE}"))

    def connection_lost(self, error: Exception | None) -> None:
        while self.unread:
            self._parse(self.unread.popleft())
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
        if not self.in_head:  # a trailer, which is no header (RFC 9110 6.5.1)
            return
        if name == b"content-length" or (name == b"transfer-encoding" and b"chunked" in value.lower()):
            self.framed = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        status = self.parser.get_status_code()
        if status < 100:
            raise ValueError("no status of HTTP")  # stops the parser
        self.in_head = status < 200
        if not self.in_head:
            self.head_size = 0  # from here on: of what surrounds the parts of the body
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
        self.head_size -= len(data) + CHUNK_BYTES
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
        if self.parser.should_keep_alive() and self.framed and not self.unread and self._request_sent():
            self.on_idle(self)
        else:
            self.close()
