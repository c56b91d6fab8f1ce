"""One client connection: uvicorn's HTTP/1.1 protocol with bounds, deadlines, and details that clients need.

- A header that is too large, and a header or body that arrives too slowly, are refused. Trailers are ignored (RFC 9110
  6.5.1), and they and what surrounds the chunks of a body have the bounds of a header.
- Offers to change to another protocol (`Upgrade: h2c`, which Java's client sends with every plain request) are ignored
  (RFC 9110 7.8): the head is parsed again without them.
- A client of HTTP/1.0 receives a stream that ends with the connection, because it cannot decode chunks (RFC 9112 6.1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dragoman.config.settings import ServerOptions
from dragoman.library.hub import ErrorType
from dragoman.server.delivery import BODY_WRITER
from dragoman.server.listener.connections import Connections

OFFER_TOKENS = (b"upgrade", b"http2-settings")  # headers of an offer, and their names in `Connection`
SLOWEST_BODY = 1024.0  # bytes a second
LINGER_SECONDS = 1.0  # in which the rest of a refused request is discarded, so that the client reads the refusal
CHUNK_BYTES = 20  # around each chunk of a body that are permitted without a bound
NOT_HTTP = "the request is not valid HTTP/1.1"
NO_CAPACITY = "the server has no capacity for another connection; try again later"

Part = Literal["none", "head", "body", "complete"]  # the part of the latest request that is arriving
HEAD = ("none", "head")


class ClientProtocol(HttpToolsProtocol):
    """A connection of a client. `options`: returns the present limits; `error_body`: makes an error in the client's
    protocol."""

    def __init__(
        self,
        *arguments: Any,
        connections: Connections,
        options: Callable[[], ServerOptions],
        error_body: Callable[[ErrorType, str], bytes],
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.all_connections, self.error_body = connections, error_body
        self.limits = options()
        self._options = options
        self.part: Part = "none"
        self.since = 0.0  # when the part began
        self.head_size = self.body_size = self.framing_size = 0
        self.refused = False
        self.running: Any = (
            None  # the cycle whose response is in progress; `cycle` is the latest, which may wait for it
        )

    # called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self.since = self.loop.time()
        self.body_writer = BodyWriter(self.transport, self.flow)
        if not self.all_connections.add(self):
            self._refuse(503, "overloaded", NO_CAPACITY)

    def connection_lost(self, exc: Exception | None) -> None:
        self.all_connections.remove(self)
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        self._unset_keepalive_if_required()
        before, cycle, size = self.part, self.cycle, len(data)
        while data and not self.refused:
            try:
                self.parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as upgrade:
                data = self._without_offer(data[upgrade.args[0] :])
            except httptools.HttpParserError:
                if not self.refused:  # a callback that refuses the request stops the parser
                    self._refuse(400, "invalid_request", NOT_HTTP)
                return
        if self.refused:
            return
        if before in HEAD and self.part in HEAD:
            self.head_size += len(data)
            if self.head_size > self.limits.max_header_bytes:
                self._refuse_head()
        elif before == self.part == "body" and self.cycle is cycle:
            self.framing_size += size
            if self.framing_size > self.limits.max_header_bytes:
                text = f"trailers and chunk extensions have more than {self.limits.max_header_bytes} bytes"
                self._refuse(431, "invalid_request", text)

    # called by the parser

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.limits = self._options()
        self.timeout_keep_alive = self.limits.keep_alive  # type: ignore[assignment]
        self.part, self.since, self.head_size = "head", self.loop.time(), 0

    def on_headers_complete(self) -> None:
        limits = self.limits
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > limits.max_header_bytes or len(self.headers) > limits.max_headers:
            self._refuse_head()
            raise ValueError("the header is too large")  # stops the parser
        if self.parser.should_upgrade():
            return  # the parser stops here: `data_received` continues without the offer
        self.part, self.since, self.body_size, self.framing_size = "body", self.loop.time(), 0, 0
        self.all_connections.set_idle(self, False)
        super().on_headers_complete()
        if not self.pipeline:
            self.running = self.cycle
        if self.scope["http_version"] == "1.0":
            self.cycle.send = UntilClose(self.cycle).send  # type: ignore[method-assign]
        else:
            self.scope["extensions"] = {BODY_WRITER: self.body_writer}  # type: ignore[dict-item]

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.part == "head":
            super().on_header(name, value)

    def on_chunk_header(self) -> None:
        self.framing_size -= CHUNK_BYTES

    def on_body(self, body: bytes) -> None:
        self.body_size += len(body)
        self.framing_size -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            self.part = "complete"
            super().on_message_complete()

    # called by the server and by the end of a response

    def on_response_complete(self) -> None:
        unread = self.expect_100_continue and self.part == "body" and self.running is self.cycle
        if self.pipeline:
            self.running = self.pipeline[-1][0]
        super().on_response_complete()
        if unread:  # the client may send the body or not: what follows may be either (RFC 9110 10.1.1)
            self._close_soon()
        if self._responded():
            self.all_connections.set_idle(self, True)

    def close_idle(self) -> None:
        if self.cycle is None or self.part == "head":  # a request may be on its way
            self._send_error(503, "overloaded", NO_CAPACITY)
        self.transport.close()

    def check_deadline(self, now: float) -> None:
        waited, limits = now - self.since, self.limits
        if self.refused or self.pipeline or self.flow.read_paused:
            return
        if self.part == "body" and waited > limits.body_timeout + self.body_size / SLOWEST_BODY:
            text = f"the body of the request did not arrive within {waited:.0f} s ({self.body_size} bytes did)"
            self._refuse(408, "timeout", text)
        elif self.part == "none" and waited > limits.header_timeout:
            self.transport.close()
        elif self.part == "head" and waited > limits.header_timeout and self._responded():
            self._refuse(408, "timeout", f"the header of the request did not arrive within {waited:.0f} s")

    def _responded(self) -> bool:
        """Whether no response is in progress."""
        return self.cycle is None or self.cycle.response_complete

    def _refuse_head(self) -> None:
        limits = self.limits
        text = f"the header of the request has more than {limits.max_header_bytes} bytes or {limits.max_headers} lines"
        self._refuse(431, "invalid_request", text)

    def _refuse(self, status: int, error_type: ErrorType, message: str) -> None:
        """Send an error for the request that is arriving, unless its response has begun, and close the connection. If
        earlier requests have no response yet, the connection is closed after theirs, without the error."""
        self.refused = True
        own = self.cycle if self.part == "body" else None
        waiting = [self.running, *(cycle for cycle, _ in reversed(self.pipeline))]
        earlier = [cycle for cycle in waiting if cycle not in (None, own) and not cycle.response_complete]
        if earlier:
            if own is not None:
                self.pipeline.popleft()
            earlier[-1].keep_alive = False
            return
        if own is None or not own.response_started:
            self._send_error(status, error_type, message)
        if own is not None and not own.response_complete:
            own.disconnected = True
            own.message_event.set()
        self._close_soon()

    def _close_soon(self) -> None:
        """Close the connection when the client had time to read the response. What it sends is ignored."""
        self.refused = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _send_error(self, status: int, error_type: ErrorType, message: str) -> None:
        body = self.error_body(error_type, message)
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
        head += f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)

    def _without_offer(self, rest: bytes) -> bytes:
        """Return the request without the headers of its offer, followed by the bytes after its head."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(405, "invalid_request", "CONNECT is not supported: this server is not a forward proxy")
            return b""
        lines = [b"%b %b HTTP/%b" % (method, self.url, self.parser.get_http_version().encode())]
        for name, value in self.headers:
            if name == b"connection":
                tokens = [token.strip() for token in value.split(b",")]
                value = b", ".join(token for token in tokens if token.lower() not in OFFER_TOKENS)
            if name not in OFFER_TOKENS:
                lines.append(b"%b: %b" % (name, value))
        self.parser = httptools.HttpRequestParser(self)
        return b"\r\n".join((*lines, b"", rest))


class BodyWriter:
    """Writes parts of a chunked response in a callback, without a message and a task switch for each."""

    __slots__ = ("flow", "transport")

    def __init__(self, transport: asyncio.Transport, flow: FlowControl) -> None:
        self.transport, self.flow = transport, flow

    @property
    def ready(self) -> bool:
        """Whether the client reads what it is sent."""
        return not self.flow.write_paused and not self.transport.is_closing()

    def write(self, data: bytes) -> None:
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))


class UntilClose:
    """Sends a response whose body ends with the connection, unless it has a length."""

    def __init__(self, cycle: Any) -> None:
        self.cycle, self.through = cycle, cycle.send
        self.framed = True

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.framed = any(name.lower() == b"content-length" for name, _ in message.get("headers", ()))
            if not self.framed:
                self.cycle.chunked_encoding = False
        elif not self.framed:
            self.cycle.expected_content_length = len(message.get("body", b""))
        await self.through(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            vars(self.cycle).pop("send", None)  # a reference cycle
