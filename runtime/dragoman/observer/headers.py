"""Masking of headers and URLs before they are kept. Values are masked by the names of what carries them, because a
client's own credentials are not registered as secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from dragoman.masking import MASK, masked

SECRET = re.compile(
    r"auth|cookie|secret|password|credential|signature|api-?_?key|(?:^|[-_])key$|(?:^|[-_.])token$|security-token",
    re.IGNORECASE,
)


def masked_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers whose secret values are masked."""
    return [(name, MASK if SECRET.search(name) else masked(value)) for name, value in headers]


def decoded(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Return the headers of a message as texts."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


def masked_query(query: str) -> str:
    """Return an encoded query whose secret values are masked."""
    pairs = [pair.partition("=") for pair in query.split("&")] if query else []
    return "&".join(f"{name}{equals}{MASK if SECRET.search(name) else masked(value)}" for name, equals, value in pairs)


def masked_url(url: str) -> str:
    """Return a URL without its user and password, and with the secret values of its query masked."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = f"{MASK}@" if "@" in parts.netloc else ""
    return masked(urlunsplit((parts.scheme, user + host, parts.path, masked_query(parts.query), "")))
