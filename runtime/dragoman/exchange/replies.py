"""Replies to a client: status, headers, body; which of the provider's headers go on, and what stands in the losses'
header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from dragoman.config.profiles import Profile
from dragoman.library.hub import Failure
from dragoman.masking import masked, masked_bytes

Headers = Iterable[tuple[bytes, bytes]]  # as they came, names in lower case

RETRY = (b"retry-after", b"retry-after-ms", b"x-should-retry")
MOST_LOSSES = 2048  # bytes of the header
TAG = re.compile(r"<[^<>]{0,200}>")
USER = re.compile(r"//[^/@]*@")
MOST_TEXT = 500  # characters of a plain error text that are worth passing on


@dataclass(slots=True)
class Reply:
    """An answer to a client, complete. `failure`: what it reports, for when it must become an event of a stream
    instead."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    failure: Failure | None = None


def header_map(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """By name, in lower case; the last line of a name counts."""
    return {name.lower(): value for name, value in headers}


def passed_headers(
    front: Mapping[str, Any], back: Mapping[str, Any], receipt: str, headers: dict[bytes, bytes]
) -> list[tuple[bytes, bytes]]:
    """The provider's headers for the client: retry headers, the request's id and rate limits under the client's
    names. `receipt`: the provider's header with that id."""
    if not headers:
        return []
    passed = [(name, headers[name]) for name in RETRY if name in headers]
    own = front.get("receipt", "")
    if own and receipt and (id := headers.get(receipt.encode("latin-1"))):
        passed.append((own.encode("latin-1"), id))
    names = front.get("limits", {})
    for neutral, name in back.get("limits", {}).items():
        value = headers.get(name.encode("latin-1"))
        if value is not None and neutral in names:
            passed.append((names[neutral].encode("latin-1"), value))
    return [(name, masked_bytes(value)) for name, value in passed]


def losses_header(losses: Iterable[str]) -> list[tuple[bytes, bytes]]:
    """`path;reason` pairs, comma separated, at most 2 KB, then `…+N`; no header where nothing was lost."""
    told = tuple(losses)
    return [(b"dragoman-losses", _losses_value(told))] if told else []


@lru_cache(64)  # a client's requests mostly lose the same
def _losses_value(losses: tuple[str, ...]) -> bytes:
    pairs = [_header_text(loss) for loss in losses]
    value, used = pairs[0], 1
    room = MOST_LOSSES - len(f", …+{len(pairs)}".encode())
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
    return text if len(text) < 400 else text[:399] + "…"


def not_understood(url: str, headers: Iterable[tuple[bytes, bytes]], data: bytes) -> str:
    """A message for a good status whose body is nothing that the protocol knows: where it came from, and how it begins.
    A page's tags are left out, and of the URL whatever could be a secret."""
    kind = header_map(headers).get(b"content-type", b"").decode("latin-1").partition(";")[0] or "no content type"
    begins = " ".join(TAG.sub(" ", data[: 4 * MOST_TEXT].decode("utf-8", "replace")).split())[:80]
    address = USER.sub("//", url.partition("?")[0])
    return f"the provider's answer is not a JSON object: {address} answered with {kind}, which begins {begins!r}"


def plain_text(status: int, headers: Iterable[tuple[bytes, bytes]], data: bytes) -> str:
    """A message for an error body that no protocol explains: short plain text as it is, else the status in words."""
    text = data[: 4 * MOST_TEXT].decode("utf-8", "replace").strip()
    kind = header_map(headers).get(b"content-type", b"").lower()
    if text and len(text) <= MOST_TEXT and b"html" not in kind and not text.startswith(("<", "{", "[")):
        return text
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"the provider answered with HTTP status {status}"


def refused_key(profile: Profile, text: str) -> str:
    """What a client is told where the provider refused the profile's key or login: whose it is, and what to do."""
    who = profile.table.get("title", profile.provider)
    if profile.login is not None:
        said = f"{who} refused the login of profile {profile.name}: {text}"
        return masked(f"{said}; {profile.login.todo(force=True)}")
    variable, command = profile.table.get("key", ""), profile.key.command
    todo = f"set {variable} or the profile's api_key to a valid key" if variable else "give it a valid api_key"
    if command:
        todo = f"its key_command {command[0]} gave what is refused; log in there again"
    return f"{who} refused the credentials of profile {profile.name}: {text}; {todo}"


def alike(value: object, model: object, equal: bool = False) -> bool:
    """Whether a body has all that another has, by names and kinds (`equal`: and values): so an error is one of the
    client's protocol."""
    if isinstance(model, dict):
        return isinstance(value, dict) and all(alike(value.get(key), inner, equal) for key, inner in model.items())
    return value == model if equal else type(value) is type(model)


def is_stream(headers: Headers, start: bytes) -> bool:
    """Whether a body is a stream of events: as its content type says, or, where that is neither, as it begins."""
    kind = header_map(headers).get(b"content-type", b"").lower()
    if b"event-stream" in kind:
        return True
    if b"json" in kind:
        return False
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"data:", b"event:", b":", b"id:", b"retry:"))
