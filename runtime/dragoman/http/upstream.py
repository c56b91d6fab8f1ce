"""The way to the providers: connections that are kept, proxies and certificates of the environment, and no total limit.

`Upstream` is an httpx transport (it works under `httpx.AsyncClient` as any other) that also lends its calls out raw,
because a stream needs reads that time out without being cancelled: `call = upstream.start(request)`, then
`call.head(seconds)` and `call.read(seconds)`. HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are honoured,
SSL_CERT_FILE and SSL_CERT_DIR as well. TLS is set up when the first https address is asked for.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import os
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from dragoman.http.connection import Call, Connection
from dragoman.masking import without_credentials

KEEP_IDLE = 60.0  # seconds after which an idle connection is not trusted any more
MOST_IDLE = 100  # idle connections kept for one address

MOST_WAYS = 1000  # addresses that are remembered
BAD_PROXY = (
    "the proxy of HTTP_PROXY, HTTPS_PROXY or ALL_PROXY is not a valid URL; "
    "percent-encode special characters of its password"
)

Key = tuple[str, str, int, str]  # scheme, host, port, proxy


@dataclass(frozen=True, slots=True)
class Way:
    """What all requests to one address have in common: whose connections, the target, the lines that it asks for."""

    key: Key
    target: str
    lines: str


class Upstream(httpx.AsyncBaseTransport):
    """Opens, keeps and lends connections. `connect`: seconds for DNS, TCP, proxy and TLS in all."""

    def __init__(self, connect: float = 10.0, environment: Mapping[str, str] | None = None) -> None:
        self.connect = connect
        self.proxies = Proxies(os.environ if environment is None else environment)
        self.idle: dict[Key, deque[Connection]] = {}
        self.ways: dict[tuple[str, bool], Way] = {}
        self.context: ssl.SSLContext | None = None

    def start(
        self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, direct: bool = False
    ) -> Call:
        """Sends a request, now or as soon as there is a connection; never raises: `call.head` does.

        Host and length are added. `direct`: past every proxy (the upstream inside this process)."""

        def again(call: Call) -> None:
            call.connecting = asyncio.ensure_future(self._connect(way.key, call, data))

        call = Call(again)
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
            again(call)
        else:
            self._lend(connection, call, data)
        return call

    def _way(self, address: str, direct: bool) -> Way:
        url = httpx.URL(address)
        scheme, host = url.scheme, url.host
        if scheme not in ("http", "https") or not host:
            raise httpx.UnsupportedProtocol(f"{without_credentials(address)} is no http:// or https:// address")
        port = url.port or (443 if scheme == "https" else 80)
        proxy = "" if direct else self.proxies.for_url(scheme, host, port)
        target = str(url.copy_with(fragment=None)) if proxy and scheme == "http" else url.raw_path.decode("ascii")
        credentials = _credentials(proxy) if proxy and scheme == "http" else ""
        if len(self.ways) >= MOST_WAYS:
            self.ways.clear()
        more = f"proxy-authorization: {credentials}\r\n" if credentials else ""
        way = Way((scheme, host, port, proxy), target, f"host: {url.netloc.decode('ascii')}\r\n{more}")
        self.ways[address, direct] = way
        return way

    def _take(self, key: Key, now: float) -> Connection | None:
        idle = self.idle.get(key)
        while idle:
            connection = idle.pop()
            if connection.usable and now - connection.idle_since < KEEP_IDLE:
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
            if len(idle) < MOST_IDLE:
                idle.append(connection)
            else:
                connection.close()

        try:
            async with asyncio.timeout(self.connect):
                connection = await self._open(key, Connection(on_idle))
        except TimeoutError:
            call.broke(httpx.ConnectTimeout(f"no connection to {host} within {self.connect:g} s"))
        except httpx.HTTPError as error:
            call.broke(error)
        except Exception as error:  # whatever it is, somebody waits for this call
            call.broke(httpx.ConnectError(f"no connection to {host}: {_plain(error)}"))
        else:
            self._lend(connection, call, data)
        finally:
            call.connecting = None

    async def _open(self, key: Key, connection: Connection) -> Connection:
        scheme, host, port, proxy = key
        loop = asyncio.get_running_loop()
        tls = self._tls() if scheme == "https" else None
        if not proxy:
            await loop.create_connection(lambda: connection, host, port, ssl=tls, server_hostname=host if tls else None)
            return connection
        way = urlsplit(proxy)
        if way.scheme not in ("http", "https"):
            raise httpx.ProxyError(f"proxies of kind {way.scheme}:// are not supported, only http:// and https://")
        at = (way.hostname or "", way.port or (443 if way.scheme == "https" else 80))
        secure = self._tls() if way.scheme == "https" else None
        if tls is None:
            await loop.create_connection(lambda: connection, *at, ssl=secure)
            return connection
        transport, tunnel = await loop.create_connection(lambda: Tunnel(at[0]), *at, ssl=secure)
        try:
            await tunnel.dig(host, port, proxy)
        except BaseException:  # refused, too late or cancelled: nobody else knows this socket
            transport.abort()
            raise
        protected = await loop.start_tls(transport, connection, tls, server_hostname=host)
        if protected is None:
            raise httpx.ConnectError(f"no connection to {host}: the proxy hung up")
        connection.connection_made(protected)
        return connection

    def _tls(self) -> ssl.SSLContext:
        if self.context is None:
            self.context = httpx.create_ssl_context()
            self.context.set_alpn_protocols(["http/1.1"])
        return self.context

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """httpx's interface; timeouts as httpx gives them in the request's extensions."""
        await request.aread()
        read = request.extensions.get("timeout", {}).get("read") or 3600.0
        headers = [pair for pair in request.headers.multi_items() if pair[0] not in ("host", "content-length")]
        call = self.start(request.method, str(request.url), headers, request.content)
        try:
            if not await call.head(read):
                raise httpx.ReadTimeout(f"no answer within {read:g} s", request=request)
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
            raise httpx.ReadTimeout(f"nothing came for {self.timeout:g} s")

    async def aclose(self) -> None:
        self.call.let_go()


class Tunnel(asyncio.Protocol):
    """Asks an HTTP proxy for a way through (CONNECT, RFC 9110 9.3.6), before TLS begins on it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answer = b""
        self.open: asyncio.Future[str] = asyncio.get_running_loop().create_future()  # "", or why it was refused

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    async def dig(self, host: str, port: int, proxy: str) -> None:
        host = f"[{host}]" if ":" in host else host
        lines = [f"CONNECT {host}:{port} HTTP/1.1", f"host: {host}:{port}"]
        if credentials := _credentials(proxy):
            lines.append(f"proxy-authorization: {credentials}")
        self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if refusal := await self.open:
            raise httpx.ProxyError(f"the proxy {self.name} {refusal}")

    def data_received(self, data: bytes) -> None:
        self.answer += data
        if b"\r\n\r\n" not in self.answer or self.open.done():
            return
        status = self.answer.split(b" ", 2)[1:2]
        if status and status[0].startswith(b"2"):
            self.open.set_result("")
        else:
            line = self.answer.split(b"\r\n", 1)[0].decode("latin-1")
            self.open.set_result(f"refused: {line}")

    def connection_lost(self, error: Exception | None) -> None:
        if not self.open.done():
            self.open.set_result("hung up")


class Proxies:
    """The environment's proxies. Names in lower case go before those in upper case, as everywhere."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        def value(name: str) -> str:
            return environment.get(name.lower()) or environment.get(name.upper()) or ""

        self.proxy = {scheme: value(f"{scheme}_proxy") or value("all_proxy") for scheme in ("http", "https")}
        self.exempt = [entry.strip().lower() for entry in value("no_proxy").split(",") if entry.strip()]

    def for_url(self, scheme: str, host: str, port: int) -> str:
        """The proxy's URL, or "" for a direct way. Raises ProxyError."""
        proxy = self.proxy.get(scheme, "")
        if not proxy or any(_exempts(entry, host.lower(), port) for entry in self.exempt):
            return ""
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        try:
            _ = urlsplit(proxy).port
        except ValueError:
            raise httpx.ProxyError(BAD_PROXY) from None
        return proxy


def _exempts(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY covers the host: `*`, a name and all below it, an address, a network; each may
    have a port."""
    if entry == "*":
        return True
    name, colon, digits = entry.rpartition(":")
    if colon and digits.isdigit() and (name.endswith("]") or ":" not in name):
        if int(digits) != port:
            return False
        entry = name
    entry = entry.strip("[]")
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except (ValueError, TypeError):
        entry = entry.lstrip("*").lstrip(".")
        return host == entry or host.endswith(f".{entry}")


def request_bytes(method: str, way: Way, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """The request as it goes over the wire. Raises LocalProtocolError for a header that would break out of its line."""
    lines = [f"{name}: {value}\r\n" for name, value in headers]
    head = "".join(lines)
    if head.count("\n") != len(lines) or head.count("\r") != len(lines):
        raise httpx.LocalProtocolError("a header of the request (perhaps the key) has a line break in it")
    start = f"{method} {way.target} HTTP/1.1\r\n{way.lines}{head}content-length: {len(body)}\r\n\r\n"
    return start.encode("utf-8") + body


def _credentials(proxy: str) -> str:
    way = urlsplit(proxy)
    if way.username is None:
        return ""
    pair = f"{unquote(way.username)}:{unquote(way.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _plain(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return type(error).__name__  # the text of another error may quote what was being parsed
