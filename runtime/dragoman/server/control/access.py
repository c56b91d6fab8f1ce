"""Access to the server: the origin of a request, the keys of clients, and the keys of operators.

An operator's key opens `/ui`, `/api` and `/metrics`. A server that only programs of this machine can reach, and that
has no keys at all, needs none.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable
from hashlib import sha256

from dragoman.config.settings import Settings, is_loopback
from dragoman.http import origin
from dragoman.server.control.errors import HttpError

Headers = Iterable[tuple[bytes, bytes]]

SCHEME = re.compile(rb"^(?:bearer\s+)+", re.IGNORECASE)  # some clients repeat it, because users write it with the key
WITHOUT_OPERATORS = "this path needs the key of an operator, and none is configured: set `operators:` in dragoman.yaml"
WRONG_OPERATOR = "invalid operator key: send one of the keys configured under `operators:`"


def check_origin(method: str, headers: Headers, policy: origin.Policy) -> None:
    """Raise HttpError for a request of a foreign web page, or for a host name that is not accepted."""
    if refused := origin.refusal(method, headers, policy):
        raise HttpError("permission" if refused.status == 403 else "invalid_request", refused.message, refused.status)


def key_headers(headers: Headers, names: Collection[bytes], keys: list[str]) -> set[bytes]:
    """Return which of the headers `names` carry one of the keys."""
    found = set()
    for name, value in headers:
        if name in names:
            given = SCHEME.sub(b"", value, count=1).strip()
            if any(hmac.compare_digest(given, key.encode()) for key in keys):
                found.add(name)
    return found


def owner(headers: Headers, names: Collection[bytes], keys: list[str]) -> str:
    """Return a digest of the key in the headers `names`; "" without configured keys."""
    for key in keys:
        if key_headers(headers, names, [key]):
            return sha256(key.encode()).hexdigest()
    return ""


def check_operator(headers: Headers, names: Collection[bytes], settings: Settings, clients: bool = False) -> None:
    """Raise HttpError unless the request has the key of an operator, or needs none. `clients`: a client's key will do
    while no operator is configured and only this machine can connect."""
    local = is_loopback(settings.host)
    accepted = settings.operators or (settings.keys if clients and local else [])
    if not accepted and local and not settings.keys:
        return
    if not accepted:
        raise HttpError("authentication", WITHOUT_OPERATORS)
    if not key_headers(headers, names, accepted):
        raise HttpError("authentication", WRONG_OPERATOR)
