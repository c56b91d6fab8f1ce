"""Request origin policy: which web pages and host names may use the server.

Browsers deliver the requests of any web page to loopback addresses, so a connection from this machine does not prove
that one of the user's own programs sent the request. `refusal` decides from the method and the headers alone:

- `Origin` and `Sec-Fetch-Site` are sent by browsers only. A value that names another site is refused with 403, and so
  is every `OPTIONS`, the method of CORS preflight. The server never sends CORS headers.
- Without `keys:`, `Host` must name loopback or a configured host; any other name is refused with 421. This stops DNS
  rebinding, where a page's own host name resolves to 127.0.0.1. A request without `Host` (HTTP/1.0) is accepted,
  because browsers always send it. For a target in absolute form the header decides too.

`is_json` requires a JSON content type, which a page cannot send to another origin without CORS preflight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

LABELS = r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?"
AUTHORITY = re.compile(rf"(?P<host>{LABELS}|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]*))?", re.ASCII)
ORIGIN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>.*)", re.ASCII)
JSON_TYPE = re.compile(r"application/(?:[a-z0-9!#$&^_.+-]+\+)?json", re.ASCII)
DEFAULT_PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65535
SAME_SITE_VALUES = ("same-origin", "none")  # `none`: the user entered the address
SHOWN = 100  # characters of a header value in a message

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Policy:
    """Accepted hosts and origins. `hosts`: names accepted beside those of loopback; `origins`: origins accepted beside
    the server's own; `any_host`: accept any `Host`, for a server that requires a key."""

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    any_host: bool = False

    def accepts(self, host: str) -> bool:
        return is_loopback(host) or host in self.hosts


class Authority(NamedTuple):
    """A host name in its canonical form, and the port, if given."""

    host: str
    port: int | None


class Refusal(NamedTuple):
    """The status and the message of a refused request."""

    status: int
    message: str


def refusal(method: str, headers: Headers, policy: Policy) -> Refusal | None:
    """Return why a request is refused, or None if it is accepted."""
    if method == "OPTIONS":
        return Refusal(403, "OPTIONS is refused: the server does not support CORS. Send the request from a program")
    headers = list(headers)
    hosts = _values(headers, b"host")
    named = authority(hosts[0]) if len(hosts) == 1 else None
    accepted = named if named and policy.accepts(named.host) else None
    origins = _values(headers, b"origin")
    for text in origins:
        if not _accepts_origin(text, accepted, policy):
            return Refusal(
                403, f"requests of the web origin {_shown(text)} are refused. Add it to allowed_origins: to accept them"
            )
    sites = _values(headers, b"sec-fetch-site")
    if not any(origin(text) in policy.origins for text in origins):
        for text in sites:
            if text.lower() not in SAME_SITE_VALUES:
                return Refusal(
                    403, f"requests of other web sites are refused (Sec-Fetch-Site: {_shown(text)}). Use a program"
                )
    if policy.any_host or accepted or not hosts:
        return None
    if len(hosts) > 1:
        return Refusal(421, "the request has several Host headers. Send one")
    return Refusal(
        421, f"the host name {_shown(hosts[0])} is not accepted. Use localhost, or add the name to allowed_hosts:"
    )


def is_json(headers: Headers) -> bool:
    """Whether the body is declared as JSON: `application/json` or `application/*+json`, with any parameters."""
    types = _values(headers, b"content-type")
    return bool(types) and all(JSON_TYPE.fullmatch(text.partition(";")[0].strip().lower()) for text in types)


def authority(text: str) -> Authority | None:
    """Parse `host` or `host:port` in any case; None if it is neither. A trailing dot of the name is removed."""
    match = AUTHORITY.fullmatch(text.strip().lower())
    if match is None or int(match["port"] or 0) > HIGHEST_PORT:
        return None
    host = match["host"].removesuffix(".")
    if host.startswith("["):
        try:
            host = f"[{IPv6Address(host[1:-1])}]"
        except ValueError:
            return None
    return Authority(host, int(match["port"]) if match["port"] else None)


def host_name(text: str) -> str | None:
    """Return a configured host name in its canonical form, or None if it is not one. IPv6 needs no brackets."""
    bare = text.count(":") > 1 and not text.startswith("[")
    parsed = authority(f"[{text}]" if bare else text)
    return parsed.host if parsed and parsed.port is None and not text.endswith(":") else None


def origin(text: str) -> str | None:
    """Return an origin (`scheme://host` or `scheme://host:port`) in its canonical form, or None if it is not one."""
    match = ORIGIN.fullmatch(text.strip().lower())
    parsed = authority(match["authority"]) if match else None
    if match is None or parsed is None:
        return None
    port = parsed.port if parsed.port != DEFAULT_PORTS.get(match["scheme"]) else None
    return f"{match['scheme']}://{parsed.host}" + (f":{port}" if port is not None else "")


def is_loopback(host: str) -> bool:
    """Whether a canonical name is `localhost`, a name below it, an address of 127.0.0.0/8, or `[::1]`."""
    if host == "localhost" or host.endswith(".localhost") or host == "[::1]":
        return True
    try:
        return IPv4Address(host).is_loopback
    except ValueError:
        return False


def _accepts_origin(text: str, host: Authority | None, policy: Policy) -> bool:
    """Whether an origin is configured, or is the one of the request's own accepted host."""
    given = origin(text)
    if given is None:
        return False
    if given in policy.origins:
        return True
    own = f"{host.host}:{host.port}" if host and host.port is not None else host.host if host else ""
    return bool(own) and any(given == origin(f"{scheme}://{own}") for scheme in DEFAULT_PORTS)


def _values(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1").strip() for key, value in headers if key == name]


def _shown(text: str) -> str:
    """A header value as one line of printable ASCII."""
    return ascii(text[:SHOWN])
