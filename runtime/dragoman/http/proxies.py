"""Proxies of the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), and tunnels through them."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from dragoman.http import origin

BAD_PROXY = (
    "the proxy of HTTP_PROXY, HTTPS_PROXY or ALL_PROXY is not a valid URL; "
    "percent-encode special characters of its password"
)
SCHEMES = ("http", "https")
UNSPECIFIED = ("0.0.0.0", "::")  # connect to this machine too


class Proxies:
    """The proxies of the environment. Variable names in lower case win over those in upper case."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        def value(name: str) -> str:
            return environment.get(name.lower()) or environment.get(name.upper()) or ""

        self.proxy = {scheme: value(f"{scheme}_proxy") or value("all_proxy") for scheme in ("http", "https")}
        self.exempt = [entry.strip().lower() for entry in value("no_proxy").split(",") if entry.strip()]

    def for_url(self, scheme: str, host: str, port: int) -> str:
        """Return the URL of the proxy, or "" for a direct connection, as always to this machine: a proxy elsewhere
        cannot reach its loopback addresses. Raises ProxyError."""
        proxy = self.proxy.get(scheme, "")
        if not proxy or is_this_machine(host) or any(_exempts(entry, host.lower(), port) for entry in self.exempt):
            return ""
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        try:
            parts = urlsplit(proxy)
            _ = parts.port
        except ValueError:
            raise httpx.ProxyError(BAD_PROXY) from None
        if parts.scheme not in SCHEMES:
            raise httpx.ProxyError(f"a proxy of the type {parts.scheme}:// is not supported; name an http:// proxy")
        return proxy


def _exempts(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY covers the host: `*`, a name and its subdomains, an address or a network, with or
    without a port."""
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


def is_this_machine(host: str) -> bool:
    """Whether a host name or address is one of the loopback."""
    host = host.lower().strip("[]").removesuffix(".")
    return host in UNSPECIFIED or origin.is_loopback(f"[{host}]" if ":" in host else host)


def credentials(proxy: str) -> str:
    """Return the value of Proxy-Authorization for a proxy URL; "" without a user."""
    way = urlsplit(proxy)
    if way.username is None:
        return ""
    pair = f"{unquote(way.username)}:{unquote(way.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


class Tunnel(asyncio.Protocol):
    """Opens a tunnel through an HTTP proxy (CONNECT, RFC 9110 9.3.6), before TLS starts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answer = b""
        self.open: asyncio.Future[str] = asyncio.get_running_loop().create_future()  # "", or the refusal

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    async def connect(self, host: str, port: int, proxy: str) -> None:
        host = f"[{host}]" if ":" in host else host
        lines = [f"CONNECT {host}:{port} HTTP/1.1", f"host: {host}:{port}"]
        if login := credentials(proxy):
            lines.append(f"proxy-authorization: {login}")
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
            self.open.set_result("closed the connection")
