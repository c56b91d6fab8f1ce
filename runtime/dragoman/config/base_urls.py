"""`base_url:` of a profile: its parts, and what must not be sent to it.

People copy addresses from documentation and consoles. An endpoint at the end (`.../v1/chat/completions`), a version
that the endpoint repeats (`.../v1` before `/v1/messages`) and slashes are removed. A query is sent with every request.
A user name and a password become Basic authentication, and are neither shown nor kept in the URL.
"""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from dragoman import loader
from dragoman.http import origin
from dragoman.masking import remember, without_credentials
from dragoman.values.placeholders import PLACEHOLDER

VERSION = re.compile(r"/v\d[\w.-]*")
LOCAL_DOMAINS = ("local", "internal", "lan", "home.arpa", "test", "localhost")
ACTIONS = ("create", "stream")
NUMERIC = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}")  # an IPv4 address in any spelling
OTHER_DOTS = re.compile("[\u3002\uff0e\uff61]")  # which names may have instead of a dot
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a name
SECRET_HEADER = re.compile(r"authorization|key|token|secret|cookie")


class InvalidBaseUrl(ValueError):
    """The text of `base_url:` cannot be used. The message states why and what to do, without a secret."""


@dataclass(frozen=True)
class BaseUrl:
    """`url`: the address without user, query and endpoint; `query`: encoded; `authorization`: a header value."""

    url: str = ""
    query: str = ""
    authorization: str = ""


def parse(text: str, table: Mapping[str, Any], protocol: str) -> BaseUrl:
    """Return the parts of an address. `table`: of the provider; `protocol`: the one that is used there. Raises
    InvalidBaseUrl."""
    parts = _split(text)
    path = _without_endpoint(parts.path.rstrip("/"), table, protocol)
    host = parts.netloc.rpartition("@")[2]
    return BaseUrl(f"{parts.scheme}://{host}{path}", parts.query, _authorization(parts))


def exposed_key(url: str) -> str:
    """Return why a key must not be sent to an address; "" if it may be."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not is_public(host):
        return ""
    return (
        f"plain http would show the key to everyone on the way to {host}. Write https://, or set insecure: true in the "
        f"profile if the network is trusted"
    )


def no_header(name: str) -> str:
    """Return the problem of a name that no header has."""
    return f"'{name}' is not a header name; use letters, digits and -"


def is_secret_header(name: str) -> bool:
    """Whether a header by its name carries a credential."""
    return bool(SECRET_HEADER.search(name.lower()))


def is_public(host: str) -> bool:
    """Whether a host is on the public network: a global IP address, or a name with dots outside of the domains of
    local networks."""
    host = OTHER_DOTS.sub(".", host).removesuffix(".").lower()
    try:
        if NUMERIC.fullmatch(host):
            return IPv4Address(socket.inet_aton(host)).is_global
        return ip_address(host.strip("[]")).is_global
    except (ValueError, OSError):
        local = any(host == domain or host.endswith(f".{domain}") for domain in LOCAL_DOMAINS)
        return "." in host and not local and not origin.is_loopback(host)


def _split(text: str) -> SplitResult:
    shown = without_credentials(text)
    if not text.lower().startswith(("http://", "https://")):
        what = f"'{shown}'" if re.search("[.:/]", text) else "this"  # it may be a key at the wrong place
        raise InvalidBaseUrl(f"{what} is not an address; it starts with http:// or https://")
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not text.isprintable() or " " in text:
        form = "write https://HOST or https://HOST:PORT with a port up to 65535, and percent-encode spaces"
        raise InvalidBaseUrl(f"'{shown}' is not an address; {form}")
    if parts.fragment:
        raise InvalidBaseUrl(f"'{shown}' has a part after '#', which is never sent to a server; remove it")
    return parts


def _without_endpoint(path: str, table: Mapping[str, Any], protocol: str) -> str:
    """Remove an endpoint of the protocol from the end of a path. Raises InvalidBaseUrl for one of another protocol."""
    own = list(_endpoints(table, protocol))
    for endpoint in own:
        if end := re.search(_pattern(endpoint), path):
            return path[: end.start()].rstrip("/")
    for name in loader.protocols():
        for endpoint in _endpoints(table, name):
            if name != protocol and (end := re.search(_pattern(endpoint), path)):
                title = loader.protocol(name).get("title", name)
                change = f", and set protocol: {name} to use it" if name in table["sides"] else ""
                raise InvalidBaseUrl(f"base_url ends with '{end[0]}', the endpoint of {title}; remove that{change}")
    for endpoint in own:
        if (version := VERSION.match(endpoint)) and path.endswith(version[0]):
            return path.removesuffix(version[0])
    return path


def _endpoints(table: Mapping[str, Any], protocol: str) -> Iterator[str]:
    paths = {**loader.protocol(protocol)["paths"], **table["sides"].get(protocol, {}).get("paths", {})}
    for action in ACTIONS:
        if path := paths.get(action):
            yield path.partition("?")[0]


def _pattern(endpoint: str) -> str:
    parts = PLACEHOLDER.split(endpoint)  # texts and names of placeholders by turns
    return "[^/]+".join(re.escape(part) for part in parts[::2]) + "$"


def _authorization(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    remember(parts.password or "")
    remember(unquote(parts.password or ""))
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + remember(base64.b64encode(pair.encode()).decode("ascii"))


def joined_query(parts: Iterable[str]) -> str:
    """Join encoded queries."""
    return "&".join(part for part in parts if part)
