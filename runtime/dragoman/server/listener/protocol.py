"""One client connection: uvicorn's HTTP/1.1 protocol with the details that clients of this server need.

- Offers to change to another protocol (`Upgrade: h2c`, which Java's client sends with every plain request) are ignored
  (RFC 9110 7.8): the head is parsed again without them.
- A client of HTTP/1.0 receives a stream that ends with the connection, because it cannot decode chunks (RFC 9112 6.1).
"""

from __future__ import annotations

from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

OFFER_TOKENS = (b"upgrade", b"http2-settings")  # headers of an offer, and their names in `Connection`


class ClientProtocol(HttpToolsProtocol):
    """A connection of a client."""

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        while data:
            try:
                self.parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as upgrade:
                data = self._without_offer(data[upgrade.args[0] :])
            except httptools.HttpParserError:
                return self.send_400_response("Invalid HTTP request received.")

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            return  # the parser stops here: `data_received` continues without the offer
        super().on_headers_complete()
        if self.scope["http_version"] == "1.0":
            self.cycle.send = UntilClose(self.cycle).send  # type: ignore[method-assign]

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def _without_offer(self, rest: bytes) -> bytes:
        """Return the request without the headers of its offer, followed by the bytes after its head."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response("CONNECT is not supported: this server is not a forward proxy.")
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
