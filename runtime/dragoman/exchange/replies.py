"""Replies to a client: status, headers and body, and the header with losses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dragoman.adapters import Back
from dragoman.config.profiles import Profile
from dragoman.library.hub import ApiError
from dragoman.masking import masked
from dragoman.streaming.framing import framing_of

Headers = Iterable[tuple[bytes, bytes]]  # names in lower case

MAX_LOSSES_BYTES = 2048  # of the header
MAX_LOSS_LENGTH = 400  # characters of one loss in it
MAX_TEXT = 500  # characters of a plain error text that is passed on
MAX_EXCERPT = 80  # characters of an unexpected body in a message
TAG = re.compile(r"<[^<>]{0,200}>")
USERINFO = re.compile(r"//[^/@]*@")


@dataclass(slots=True)
class Reply:
    """A complete reply to a client. `failure`: the error in it, for a reply that must become an event of a stream;
    `cause`: the provider's failure that it reports, which may differ from what the client receives."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    failure: ApiError | None = None
    cause: ApiError | None = None


def header_map(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return the headers by name in lower case; the last line of a name wins."""
    return {name.lower(): value for name, value in headers}


def losses_header(losses: Iterable[str]) -> list[tuple[bytes, bytes]]:
    """Return the header with the losses: `path;reason` pairs, comma separated, at most 2 KB, then `…+N`. No header
    without losses."""
    pairs = tuple(losses)
    return [(b"dragoman-losses", _losses_value(pairs))] if pairs else []


@lru_cache(64)  # the requests of a client mostly have the same losses
def _losses_value(losses: tuple[str, ...]) -> bytes:
    pairs = [_header_text(loss) for loss in losses]
    value, used = pairs[0], 1
    room = MAX_LOSSES_BYTES - len(f", …+{len(pairs)}".encode())
    for pair in pairs[1:]:
        longer = f"{value}, {pair}"
        if len(longer.encode()) > room:
            break
        value, used = longer, used + 1
    if used < len(pairs):
        value += f", …+{len(pairs) - used}"
    return value.encode()


def _header_text(loss: str) -> str:
    text = loss.replace(",", "").encode("utf-8", "replace").decode()
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) < MAX_LOSS_LENGTH else text[: MAX_LOSS_LENGTH - 1] + "…"


def not_understood(url: str, headers: Iterable[tuple[bytes, bytes]], data: bytes) -> str:
    """Return the message for a good status whose body is not a JSON object: its origin and its beginning. Tags of a
    page, and parts of the URL that may contain a secret, are left out."""
    kind = header_map(headers).get(b"content-type", b"").decode("latin-1").partition(";")[0] or "no content type"
    excerpt = " ".join(TAG.sub(" ", data[: 4 * MAX_TEXT].decode("utf-8", "replace")).split())[:MAX_EXCERPT]
    address = USERINFO.sub("//", url.partition("?")[0])
    return (
        f"the provider's response is not a JSON object: {address} returned {kind}, beginning with {excerpt!r}. "
        f"Check base_url: of the profile"
    )


def no_answer(status: int, headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the message for a status that is neither an answer nor an error. A redirect names its target, because
    requests are not redirected: the target would receive the credentials. Parts of the URL that may contain a secret
    are left out."""
    location = header_map(headers).get(b"location", b"").decode("utf-8", "replace")
    if not 300 <= status < 400 or not location:
        return f"the provider returned HTTP status {status} without an answer"
    target = USERINFO.sub("//", location.partition("?")[0])[:MAX_TEXT]
    return (
        f"the provider redirects the request to {target} (HTTP {status}), which is not followed. Set base_url: of the "
        f"profile to the new address if it is right"
    )


def rejected_credentials(profile: Profile, text: str, status: int = 0) -> str:
    """Return the message for credentials of the profile that the provider rejected: which ones, and what to do.
    `text`: the provider's message."""
    provider = profile.table.get("title", profile.provider)
    code = f" (HTTP {status})" if status else ""
    if profile.login is not None:
        message = f"login of profile {profile.name} was rejected by {provider}{code}: {text}"
        return masked(f"{message}; {profile.login.remedy(force=True)}")
    variable, command = profile.table.get("api_key_env", ""), profile.key.command
    remedy = f"set {variable} or `api_key:` of the profile" if variable else "set `api_key:` of the profile"
    if command:
        remedy = f"its key_command {command[0]} printed this key; log in there again"
    return f"API key of profile {profile.name} was rejected by {provider}{code}: {text}; {remedy}"


def framing_of_body(headers: Headers, start: bytes, back: Back, complete: bool = False) -> str:
    """Return how a response is framed as a stream, by its content type and its beginning; "" if it is no stream.
    `complete`: nothing follows the beginning."""
    return framing_of(header_map(headers).get(b"content-type", b"").decode("latin-1"), start, back.framing, complete)
