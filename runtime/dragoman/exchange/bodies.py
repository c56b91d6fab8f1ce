"""JSON bodies of client requests, their seeds, and the content headers of replies."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from zlib import crc32

from dragoman.library.errors import InvalidRequest
from dragoman.values import json_text
from dragoman.values.json_bounds import DEFAULT, Bounds, OutOfBounds, check

JSON = (b"content-type", b"application/json")
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]


class Seed:
    """Text that identifies a body. It is computed when an id is derived from it, which most requests do without."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        return f"{len(self.body)}.{crc32(self.body)}"


def parse_json_object(body: bytes, bounds: Bounds = DEFAULT) -> dict[str, Any]:
    """Parse a request body. Raises InvalidRequest unless it is a JSON object within the bounds."""
    try:
        payload = json_text.loads(body, finite=True)
    except ValueError as error:
        raise InvalidRequest(f"the body is not valid JSON: {error}") from None
    if not isinstance(payload, dict):
        raise InvalidRequest("the body must be a JSON object")
    try:
        check(payload, body, bounds)
    except OutOfBounds as error:
        raise InvalidRequest(str(error)) from None
    return payload


def model_of(payload: dict[str, Any]) -> str:
    """Return the model that a request names; "" if it names none, which `Front.check` rejects."""
    model = payload.get("model")
    return model if isinstance(model, str) else ""
