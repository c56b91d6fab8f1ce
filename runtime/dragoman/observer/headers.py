"""Masking of headers and URLs before they are kept. Values are masked by the names of what carries them, because a
client's own credentials are not registered as secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from dragoman.masking import MASK, masked, masked_bytes

HIDDEN = MASK.encode()
RawHeaders = list[tuple[bytes, bytes]]
SECRET = re.compile(
    r"auth|cookie|secret|password|credential|signature|api-?_?key|(?:^|[-_])key$|(?:^|[-_.])token$|security-token",
    re.IGNORECASE,
)


@lru_cache(1024)
def is_secret_name(name: str) -> bool:
    """Whether the name of a header or a query parameter means that its value is secret."""
    return SECRET.search(name) is not None


def masked_headers(headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """Return headers whose secret values are masked."""
    found = [(name, HIDDEN if _secret(name) else value) for name, value in headers]
    joined = b"\n".join([value for _, value in found])
    return found if masked_bytes(joined) is joined else [(name, masked_bytes(value)) for name, value in found]


@lru_cache(1024)
def _secret(name: bytes) -> bool:
    return is_secret_name(name.decode("latin-1"))


def encoded(headers: Mapping[str, str]) -> RawHeaders:
    """Return the headers of a request to a provider as bytes."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def decoded(headers: RawHeaders) -> list[tuple[str, str]]:
    """Return headers as texts."""
    return [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in headers]


def masked_query(query: str) -> str:
    """Return an encoded query whose secret values are masked."""
    pairs = [pair.partition("=") for pair in query.split("&")] if query else []
    return "&".join(f"{name}{equals}{MASK if is_secret_name(name) else masked(value)}" for name, equals, value in pairs)


def masked_url(url: str) -> str:
    """Return a URL without its user and password, and with the secret values of its query masked."""
    if "@" not in url and "?" not in url:
        return masked(url)
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = f"{MASK}@" if "@" in parts.netloc else ""
    return masked(urlunsplit((parts.scheme, user + host, parts.path, masked_query(parts.query), "")))
