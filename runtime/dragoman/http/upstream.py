"""Connections to providers: a pool, proxies from the environment, and no limit on the total time.

`Upstream` is an httpx transport (usable with `httpx.AsyncClient`) that also gives access to its calls, because a stream
needs reads that time out without being cancelled: `call = upstream.start(...)`, then `call.head(seconds)` and
`call.read(seconds)`. TLS is set up at the first https request.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from dragoman.http import sockets
from dragoman.http.call import Call
from dragoman.http.connection import Connection
from dragoman.http.proxies import Proxies, Tunnel, credentials
from dragoman.http.turns import Turns
from dragoman.masking import without_credentials

MAX_IDLE_SECONDS = 60.0  # after which an idle connection is not reused
MAX_IDLE = 100  # idle connections kept for one address

MAX_WAYS = 1000  # cached addresses
Key = tuple[str, str, int, str]  # scheme, host, port, proxy


@dataclass(frozen=True, slots=True)
class Way:
    """What all requests to one address share: the key of its connections, the request target, fixed header lines."""

    key: Key
    target: str
    lines: str


class Upstream(httpx.AsyncBaseTransport):
    """Opens and keeps connections. `connect`: seconds for DNS, TCP, proxy and TLS in total."""

    def __init__(self, connect: float = 10.0, environment: Mapping[str, str] | None = None) -> None:
        self.connect = connect
        self.proxies = Proxies(os.environ if environment is None else environment)
        self.idle: dict[Key, deque[Connection]] = {}
        self.ways: dict[tuple[str, bool], Way] = {}
        self.context: ssl.SSLContext | None = None
        self.turns = Turns()

    def start(
        self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, direct: bool = False
    ) -> Call:
        """Send a request, now or when a connection is open. Never raises; `call.head` does.

        The headers Host and Content-Length are added. `direct`: bypass proxies (for the embedded provider)."""

        def resend(call: Call) -> None:
            call.connecting = asyncio.ensure_future(self._connect(way.key, call, data))

        call = Call(resend)
        try:
            way = self.ways.get((url, direct)) or self._way(url, direct)
            data = request_bytes(method, way, headers, body)
        except httpx.InvalidURL:
            text = f"{without_credentials(url)} is not a valid URL; check base_url: of the profile"
            call.broke(httpx.UnsupportedProtocol(text))
            return call
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:  # raised in this module
            call.broke(httpx.UnsupportedProtocol(str(error)))
            return call
        except httpx.ProxyError as error:
            call.broke(error)
            return call
        connection = self._take(way.key, call.loop.time())
        if connection is None:
            resend(call)
        else:
            self._lend(connection, call, data)
        return call

    def _way(self, address: str, direct: bool) -> Way:
        url = httpx.URL(address)
        scheme, host = url.scheme, url.host
        if scheme not in ("http", "https") or not host:
            raise httpx.UnsupportedProtocol(f"{without_credentials(address)} is not an http:// or https:// address")
        port = url.port or (443 if scheme == "https" else 80)
        proxy = "" if direct else self.proxies.for_url(scheme, host, port)
        target = str(url.copy_with(fragment=None)) if proxy and scheme == "http" else url.raw_path.decode("ascii")
        login = credentials(proxy) if proxy and scheme == "http" else ""
        if len(self.ways) >= MAX_WAYS:
            self.ways.clear()
        more = f"proxy-authorization: {login}\r\n" if login else ""
        way = Way((scheme, host, port, proxy), target, f"host: {url.netloc.decode('ascii')}\r\n{more}")
        self.ways[address, direct] = way
        return way

    def _take(self, key: Key, now: float) -> Connection | None:
        idle = self.idle.get(key)
        while idle:
            connection = idle.pop()
            if connection.usable and now - connection.idle_since < MAX_IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def _lend(self, connection: Connection, call: Call, data: bytes) -> None:
        call.connection = connection
        connection.start(call, data)

    async def _connect(self, key: Key, call: Call, data: bytes) -> None:
        host = key[1]

        def on_idle(connection: Connection) -> None:
            idle = self.idle.setdefault(key, deque())
            connection.idle_since = asyncio.get_running_loop().time()
            if len(idle) < MAX_IDLE:
                idle.append(connection)
            else:
                connection.close()

        try:
            async with asyncio.timeout(self.connect):
                connection = await self._open(key, Connection(on_idle, self.turns))
        except TimeoutError:
            call.broke(httpx.ConnectTimeout(f"no connection to {host} within {self.connect:g} s"))
        except httpx.HTTPError as error:
            call.broke(error)
        except Exception as error:  # of any type: a reader waits for this call
            call.broke(httpx.ConnectError(f"no connection to {host}: {sockets.reason(error)}"))
        else:
            self._lend(connection, call, data)
        finally:
            call.connecting = None

    async def _open(self, key: Key, connection: Connection) -> Connection:
        scheme, host, port, proxy = key
        loop = asyncio.get_running_loop()
        tls = self._tls() if scheme == "https" else None
        if not proxy:
            await sockets.connect(lambda: connection, host, port, tls)
            return connection
        way = urlsplit(proxy)
        if way.scheme not in ("http", "https"):
            raise httpx.ProxyError(f"proxies of kind {way.scheme}:// are not supported, only http:// and https://")
        at = (way.hostname or "", way.port or (443 if way.scheme == "https" else 80))
        secure = self._tls() if way.scheme == "https" else None
        if tls is None:
            await sockets.connect(lambda: connection, *at, secure)
            return connection
        transport, tunnel = await sockets.connect(lambda: Tunnel(at[0]), *at, secure)
        try:
            await tunnel.connect(host, port, proxy)
        except BaseException:  # refused, timed out or cancelled: the socket is not referenced elsewhere
            transport.abort()
            raise
        protected = await loop.start_tls(transport, connection, tls, server_hostname=host)
        if protected is None:
            raise httpx.ConnectError(f"no connection to {host}: the proxy closed the connection")
        connection.connection_made(protected)
        return connection

    def _tls(self) -> ssl.SSLContext:
        if self.context is None:
            self.context = sockets.tls_context()
        return self.context

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Implement the transport interface of httpx, with the timeouts of the request's extensions."""
        await request.aread()
        read = request.extensions.get("timeout", {}).get("read") or 3600.0
        headers = [pair for pair in request.headers.multi_items() if pair[0] not in ("host", "content-length")]
        call = self.start(request.method, str(request.url), headers, request.content)
        try:
            if not await call.head(read):
                raise httpx.ReadTimeout(f"no response within {read:g} s", request=request)
        except BaseException:
            call.abort()
            raise
        extensions: dict[str, Any] = {"http_version": b"HTTP/1.1", "reason_phrase": call.reason.encode("latin-1")}
        return httpx.Response(
            call.status, headers=call.headers, stream=_Body(call, read), request=request, extensions=extensions
        )

    async def aclose(self) -> None:
        for connections in self.idle.values():
            for connection in connections:
                connection.close()
        self.idle.clear()


class _Body(httpx.AsyncByteStream):
    def __init__(self, call: Call, timeout: float) -> None:
        self.call = call
        self.timeout = timeout

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while data := await self.call.read(self.timeout):
            yield data
        if data is None:
            raise httpx.ReadTimeout(f"no data for {self.timeout:g} s")

    async def aclose(self) -> None:
        self.call.release()


def request_bytes(method: str, way: Way, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """Return the request as bytes. Raises LocalProtocolError for a header with a line break."""
    lines = [f"{name}: {value}\r\n" for name, value in headers]
    head = "".join(lines)
    if head.count("\n") != len(lines) or head.count("\r") != len(lines):
        raise httpx.LocalProtocolError("a header of the request (perhaps the key) contains a line break; remove it")
    start = f"{method} {way.target} HTTP/1.1\r\n{way.lines}{head}content-length: {len(body)}\r\n\r\n"
    return start.encode("utf-8") + body
