"""Sockets to providers: connections to hosts with several addresses, and TLS with the certificates of the system."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import sys
from collections.abc import Callable
from ipaddress import ip_address
from typing import TypeVar

import certifi
import httpx
from aiohappyeyeballs import start_connection

NEXT_ADDRESS_SECONDS = 0.25  # until the next address is tried while the first does not respond (RFC 8305)
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
SYSTEM_CERTIFICATES = (  # where systems keep them, if OpenSSL was built for another place
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)

P = TypeVar("P", bound=asyncio.BaseProtocol)


async def connect(
    factory: Callable[[], P], host: str, port: int, tls: ssl.SSLContext | None
) -> tuple[asyncio.Transport, P]:
    """Connect to the first address of a host that responds. An address that does not respond delays the next one only
    a little, so that a broken IPv6 route does not fail every request."""
    loop = asyncio.get_running_loop()
    name = host if tls else None
    if _is_address(host):
        return await loop.create_connection(factory, host, port, ssl=tls, server_hostname=name)
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    connected = await start_connection(found, happy_eyeballs_delay=NEXT_ADDRESS_SECONDS)
    try:
        return await loop.create_connection(factory, sock=connected, ssl=tls, server_hostname=name)
    except BaseException:
        connected.close()
        raise


def tls_context() -> ssl.SSLContext:
    """Return a context that trusts the certificates of SSL_CERT_FILE and SSL_CERT_DIR if one is set, else those of the
    system."""
    if any(os.environ.get(name) for name in CERTIFICATES):
        context = httpx.create_ssl_context()
    elif sys.platform == "linux":  # truststore would read the certificates again for each connection
        context = _linux_context()
    else:
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _linux_context() -> ssl.SSLContext:
    """Trust the certificates of the system; those of certifi only in a container that has none."""
    context = ssl.create_default_context()
    if not ssl.get_default_verify_paths().cafile:
        files = [path for path in SYSTEM_CERTIFICATES if os.path.isfile(path)]
        context.load_verify_locations(files[0] if files else certifi.where())
    return context


def reason(error: BaseException) -> str:
    """Return why a connection failed, in plain words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, socket.gaierror):
        return error.strerror or "its name cannot be resolved"
    if isinstance(error, OSError):
        if error.errno in (errno.EMFILE, errno.ENFILE):
            return "this process has no file descriptor left; raise the limit of open files (ulimit -n)"
        return os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
    return type(error).__name__  # the text of another error may quote what was being parsed


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
