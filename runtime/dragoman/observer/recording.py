"""Recording of one request: headers, bodies and streams of client and provider, with secrets masked.

Bodies are masked when they are kept, parts of a stream when the stream has ended or is read: a secret may be divided
between two parts.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dragoman.masking import masked_bytes
from dragoman.observer.headers import RawHeaders, decoded, encoded, masked_headers, masked_query, masked_url
from dragoman.values import json_text

MAX_BYTES = 8 * 1024 * 1024  # of one recording; what is larger is not kept
TOO_LARGE = b"[not kept: larger than 8 MB]"
LARGE = 128 * 1024  # of a body that is kept in separate pages

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(slots=True)
class Message:
    """One side of one direction. `line`: method and path, URL, or ""; `status`: of a response."""

    headers: RawHeaders
    kept: bytes | mmap.mmap = b""
    line: str = ""
    method: str = ""
    status: int = 0

    @property
    def body(self) -> bytes:
        return bytes(self.kept)

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "url": self.line,
            "status": self.status,
            "headers": decoded(self.headers),
            "body": readable(self.body),
        }


@dataclass(slots=True)
class Try:
    """One request to a provider: times in ms since the arrival, and what came of it."""

    profile: str
    model: str
    start: float
    change: str = ""
    end: float | None = None
    status: int = 0
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def _unlimited(count: int) -> bool:
    return True


def _refused(count: int) -> bool:
    return False


@dataclass(slots=True)
class Recording:
    """`protocols`: titles of the client's and the provider's; `names`: their names; `times`: events of the request in
    ms since its arrival; `stream`: parts as time, bytes received from the provider, bytes sent to the client."""

    id: str
    protocols: tuple[str, str] = ("", "")
    names: tuple[str, str] = ("", "")
    provider: str = ""
    variant: str = ""
    model: str = ""
    client: Message | None = None
    sent: Message | None = None
    response: Message | None = None
    answer: Message | None = None
    tries: list[Try] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)
    stream: list[tuple[float, bytes, bytes]] = field(default_factory=list)
    size: int = 0
    whole: bool = True  # nothing was too large to keep
    reserve: Callable[[int], bool] = field(default=_unlimited, repr=False)  # asked before bytes are kept

    def keep_client(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> None:
        """Keep the client's request."""
        line = f"{path}?{masked_query(query)}" if query else path
        self.client = Message(masked_headers(headers), self._kept(body), line, method)

    def keep_sent(self, method: str, url: str, headers: dict[str, str], body: bytes) -> None:
        """Keep the request sent to the provider; the last one of several."""
        self.sent = Message(masked_headers(encoded(headers)), self._kept(body), masked_url(url), method)
        self.response, self.stream = None, []

    def keep_response(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Keep the provider's response."""
        self.response = Message(masked_headers(headers), self._kept(body), status=status)

    def keep_answer(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Keep the response to the client."""
        self.answer = Message(masked_headers(headers), self._kept(body), status=status)

    def keep_part(self, time: float, received: bytes, written: bytes) -> None:
        """Keep a part of a stream, masked by `close`."""
        if self._room(len(received) + len(written)):
            self.stream.append((time, received, written))

    def close(self) -> None:
        """Mask the stream, which has ended."""
        self.stream = _masked_parts(self.stream)

    def as_json(self) -> dict[str, Any]:
        messages = {name: getattr(self, name) for name in ("client", "sent", "response", "answer")}
        return {
            "id": self.id,
            "protocols": self.protocols,
            "names": self.names,
            "provider": self.provider,
            "same": self.names[0] == self.names[1],
            **{name: message.as_json() if message else None for name, message in messages.items()},
            "tries": [one.as_json() for one in self.tries],
            "times": {name: round(time, 2) for name, time in self.times.items()},
            "stream": [
                [round(time, 2), received.decode("utf-8", "replace"), written.decode("utf-8", "replace")]
                for time, received, written in _masked_parts(self.stream)
            ],
            "whole": self.whole,
        }

    def _kept(self, body: bytes) -> bytes | mmap.mmap:
        return _apart(masked_bytes(body)) if self._room(len(body)) else TOO_LARGE

    def _room(self, count: int) -> bool:
        """Whether bytes can be kept, which are counted then. After a first refusal nothing more is kept."""
        if self.whole and self.size + count <= MAX_BYTES and self.reserve(count):
            self.size += count
            return True
        self.whole = False
        return False

    def drop(self) -> None:
        """Keep nothing more, because newer recordings need the room."""
        self.whole, self.stream, self.reserve = False, [], _refused


def _apart(body: bytes) -> bytes | mmap.mmap:
    """Return a large body in separate pages, which are returned to the system. Between the short-lived allocations of
    other requests it would fragment the heap, and the process would grow to several times the bytes that are kept."""
    if len(body) < LARGE:
        return body
    pages = mmap.mmap(-1, len(body))
    pages.write(body)
    return pages


def readable(body: bytes) -> Any:
    """Return a body as JSON if it is JSON, else as text."""
    try:
        return json_text.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _masked_parts(parts: list[tuple[float, bytes, bytes]]) -> list[tuple[float, bytes, bytes]]:
    """Return the parts of a stream without secrets. Where a secret was masked, its side is one part."""
    for side in (1, 2):
        joined = b"".join(part[side] for part in parts)  # type: ignore[misc]
        clean = masked_bytes(joined)
        if clean is not joined and clean != joined:
            rest = [(part[0], b"", part[2]) if side == 1 else (part[0], part[1], b"") for part in parts]
            first = (rest[0][0], clean, rest[0][2]) if side == 1 else (rest[0][0], rest[0][1], clean)
            parts = [first, *(part for part in rest[1:] if part[1] or part[2])]
    return parts
