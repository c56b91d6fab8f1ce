"""Checks of the way to a provider: name resolution, the HTTP proxy, and TLS. No request is sent."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from dragoman.commands.checks.result import CheckFailed, CheckSkipped, Finding
from dragoman.http import sockets
from dragoman.http.proxies import Proxies, Tunnel
from dragoman.masking import without_credentials

CONNECT_SECONDS = 10.0
PORTS = {"http": 80, "https": 443}


class Way:
    """The host of a URL, and the proxy of the environment that leads to it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.scheme, self.host = parts.scheme, parts.hostname or ""
        self.port = parts.port or PORTS.get(parts.scheme, 443)
        try:
            self.proxy = Proxies(os.environ).for_url(self.scheme, self.host, self.port)
            self.problem = ""
        except httpx.ProxyError as error:
            self.proxy, self.problem = "", str(error)
        proxy = urlsplit(self.proxy)
        self.proxy_host, self.proxy_port = proxy.hostname or "", proxy.port or 80


async def resolve(way: Way) -> Finding:
    """Resolve the host that the connection goes to."""
    host = way.proxy_host or way.host
    try:
        ip_address(host)
        raise CheckSkipped(f"{host} is an address")
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        remedy = f"Check the spelling of {host} in base_url or HTTPS_PROXY, and the network connection."
        raise CheckFailed(f"{host} cannot be resolved: {sockets.reason(error)}", remedy) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    return Finding(f"{host} -> {', '.join(addresses[:3])}{', …' if len(addresses) > 3 else ''}")


async def proxy(way: Way) -> Finding:
    """Open a tunnel through the proxy, or connect to it."""
    if way.problem:
        raise CheckFailed(way.problem, "Correct the variable, or unset it.")
    if not way.proxy:
        raise CheckSkipped("a direct connection")
    shown = without_credentials(way.proxy)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            transport, tunnel = await sockets.connect(lambda: Tunnel(shown), way.proxy_host, way.proxy_port, None)
            try:
                if way.scheme == "https":
                    await tunnel.connect(way.host, way.port, way.proxy)
            finally:
                transport.abort()
    except (OSError, TimeoutError, httpx.ProxyError) as error:
        text = str(error) if isinstance(error, httpx.ProxyError) else sockets.reason(error)
        remedy = "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or exempt the host with NO_PROXY."
        raise CheckFailed(f"{shown}: {text}", remedy) from None
    return Finding(shown)


async def connect(way: Way) -> Finding:
    """Connect to the host, with TLS for https."""
    if way.proxy:
        raise CheckSkipped("the proxy connects; the requests below test TLS")
    context = sockets.tls_context() if way.scheme == "https" else None
    where = f"{way.host}:{way.port}"
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            transport, _ = await sockets.connect(asyncio.Protocol, way.host, way.port, context)
    except ssl.SSLCertVerificationError as error:
        remedy = "Set SSL_CERT_FILE to the certificates of a TLS-inspecting proxy, or correct base_url."
        raise CheckFailed(f"{where}: {sockets.reason(error)}", remedy) from None
    except ssl.SSLError:
        raise CheckFailed(f"{where} does not speak TLS", "Write http:// in base_url if it is a local server.") from None
    except TimeoutError:
        remedy = "A firewall may drop the connection: check the network, or set HTTPS_PROXY."
        raise CheckFailed(f"{where} did not answer within {CONNECT_SECONDS:g} s", remedy) from None
    except OSError as error:
        remedy = "Start the server, or correct the host and port of base_url."
        raise CheckFailed(f"{where}: {sockets.reason(error)}", remedy) from None
    tls = transport.get_extra_info("ssl_object")
    transport.abort()
    return Finding(f"{where}, {tls.version()}" if tls is not None else f"{where}, without TLS")
