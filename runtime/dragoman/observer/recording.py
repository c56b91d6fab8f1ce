"""Recording of one request: headers, bodies and streams of client and provider.

While the request is served, only references to its bytes are kept. Whatever is read from a recording is masked then:
headers and queries by their names, bodies and streams by the registered secrets, which may be divided between two parts
of a stream.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.masking import masked_bytes
from dragoman.observer.headers import RawHeaders, decoded, encoded, masked_headers, masked_query, masked_url
from dragoman.observer.parts import Part, Parts
from dragoman.values import json_text

MAX_BYTES = 8 * 1024 * 1024  # of one recording; what is larger is not kept
TOO_LARGE = b"[not kept: larger than 8 MB]"
LARGE = 128 * 1024  # of a body that is kept in separate pages

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(slots=True)
class Message:
    """One side of one direction. `unmasked`: its body; `line`, `query`: path and query, or URL; `status`: of a
    response."""

    given: Headers | Mapping[str, str]
    unmasked: bytes | mmap.mmap = b""
    line: str = ""
    method: str = ""
    status: int = 0
    query: str = ""

    @property
    def body(self) -> bytes:
        return masked_bytes(bytes(self.unmasked))

    @property
    def headers(self) -> RawHeaders:
        return masked_headers(encoded(self.given) if isinstance(self.given, Mapping) else self.given)

    @property
    def url(self) -> str:
        return f"{masked_url(self.line)}?{masked_query(self.query)}" if self.query else masked_url(self.line)

    def as_json(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "url": self.url,
            "status": self.status,
            "headers": decoded(self.headers),
            "body": readable(self.body),
        }


@dataclass(slots=True)
class SentRequest:
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
    ms since its arrival; `started`: the arrival by `time.perf_counter`; `size`: reserved bytes."""

    id: str
    started: float = 0.0
    protocols: tuple[str, str] = ("", "")
    names: tuple[str, str] = ("", "")
    provider: str = ""
    variant: str = ""
    model: str = ""
    client: Message | None = None
    sent: Message | None = None
    response: Message | None = None
    answer: Message | None = None
    tries: list[SentRequest] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)
    parts: Parts | None = None
    size: int = 0
    whole: bool = True  # nothing was too large to keep
    reserve: Callable[[int], bool] = field(default=_unlimited, repr=False)  # asked before bytes are kept

    def keep_client(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> None:
        """Keep the client's request."""
        self.client = Message(headers, self._kept(body), path, method, query=query)

    def keep_sent(self, method: str, url: str, headers: dict[str, str], body: bytes) -> None:
        """Keep the request sent to the provider; the last one of several."""
        self.sent = Message(headers, self._kept(body), url, method)
        self.response, self.parts = None, None

    def keep_response(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Keep the provider's response."""
        self.response = Message(headers, self._kept(body), status=status)

    def keep_answer(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Keep the response to the client."""
        self.answer = Message(headers, self._kept(body), status=status)

    def keep_parts(self) -> Parts:
        """Return the list for the parts of a stream."""
        self.parts = Parts(self._room)
        return self.parts

    @property
    def stream(self) -> list[Part]:
        """Parts of the stream, with times in ms since the arrival of the request."""
        kept: list[Part] = self.parts[: None if self.whole else self.parts.kept] if self.parts else []
        parts = _masked_parts(kept)
        return [((time - self.started) * 1000, received, written) for time, received, written in parts]

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
                for time, received, written in self.stream
            ],
            "whole": self.whole,
        }

    def _kept(self, body: bytes) -> bytes | mmap.mmap:
        return (_apart(body) if self._room(len(body)) else TOO_LARGE) if body else b""

    def _room(self, count: int) -> bool:
        """Whether bytes can be kept, which are counted then. After a first refusal nothing more is kept."""
        if self.whole and self.size + count <= MAX_BYTES and self.reserve(count):
            self.size += count
            return True
        self.whole = False
        return False

    def drop(self) -> None:
        """Keep nothing more, because newer recordings need the room."""
        self.whole, self.parts, self.reserve = False, None, _refused


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


def _masked_parts(parts: list[Part]) -> list[Part]:
    """Return the parts of a stream without secrets. Where a secret was masked, its side is one part."""
    for side in (1, 2):
        joined = b"".join(part[side] for part in parts)  # type: ignore[misc]
        clean = masked_bytes(joined)
        if clean is not joined and clean != joined:
            rest = [(part[0], b"", part[2]) if side == 1 else (part[0], part[1], b"") for part in parts]
            first = (rest[0][0], clean, rest[0][2]) if side == 1 else (rest[0][0], rest[0][1], clean)
            parts = [first, *(part for part in rest[1:] if part[1] or part[2])]
    return parts
