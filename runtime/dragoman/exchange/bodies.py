"""JSON bodies of client requests, and the content headers of replies."""

from __future__ import annotations

from typing import Any

from dragoman.library.errors import InvalidRequest
from dragoman.values import json_text
from dragoman.values.json_bounds import DEFAULT, Bounds, OutOfBounds, check

JSON = (b"content-type", b"application/json")
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]


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
