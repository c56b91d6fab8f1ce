"""One message of a request: its head and body, masked where they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.masking import masked_bytes
from dragoman.observer.headers import RawHeaders, decoded, encoded, masked_headers, masked_query, masked_url
from dragoman.values import json_text

MAX_BYTES = 8 * 1024 * 1024  # of a body or a stream; what is larger is not kept
TOO_LARGE = b"[not kept: larger than 8 MB]"

Headers = Iterable[tuple[bytes, bytes]]
MessageState = tuple[Any, ...]  # the first fields of a message


@dataclass(slots=True)
class Message:
    """The request or the response of the client or of the provider. `status`: of a response; `line`, `query`: path and
    query, or URL."""

    given: Headers | Mapping[str, str]
    unmasked: bytes
    status: int = 0
    line: str = ""
    method: str = ""
    query: str = ""

    @property
    def body(self) -> bytes:
        return masked_bytes(self.unmasked)

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
            "body": json_text.loads_or_text(self.body),
        }
