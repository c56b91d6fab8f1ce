"""Errors in complete responses: with an error status, or with a success status and a body that is no answer."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from dragoman.adapters import Back
from dragoman.exchange.replies import Headers, header_map
from dragoman.library.api_errors import NO_STATUS, VAGUE
from dragoman.library.context import Context
from dragoman.library.hub import ApiError
from dragoman.masking import masked_bytes
from dragoman.values import json_text
from dragoman.values.wrapping import Wrap

MAX_TEXT = 500  # characters of a text that becomes the message
MIN_QUOTED = 30  # characters of a message by which it is found in a body
MAX_ERROR_BYTES = 65536  # a larger body with a success status is an answer
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def error_of(back: Back, context: Context, status: int, headers: Headers, data: bytes) -> tuple[ApiError, Any]:
    """Return the error of a response with an error status, and its parsed body."""
    data = masked_bytes(data)  # some providers quote the key that they reject
    value = _parsed(data)
    failure = back.failure(value, status, context)
    stated = value if failure["message"] else None  # a body without a message is not passed on
    return _described(failure, back, context, status, headers, data), stated


def error_in_answer(back: Back, context: Context, wrap: Wrap, payload: dict[str, Any], data: bytes) -> ApiError | None:
    """Return the error in a response with a success status; None for an answer. `payload`: its parsed body."""
    if len(data) > MAX_ERROR_BYTES or back.error_in(wrap.inside(payload), context) is None:
        return None
    masked = _parsed(masked_bytes(data))
    return back.error_in(wrap.inside(masked) if isinstance(masked, dict) else masked, context)


def _described(failure: ApiError, back: Back, context: Context, status: int, headers: Headers, data: bytes) -> ApiError:
    """Return an error with a message: that of its body, the body itself, or one made of the status."""
    if failure["message"]:
        return failure
    text = _text(headers, data)
    if not text:
        return {**failure, "message": _by_status(status, failure.get("code", ""))}
    other = back.failure(text, status, context)
    if failure.get("error_type") in VAGUE:
        failure = {**other, "code": failure["code"]} if "code" in failure else other
    return {**failure, "message": other["message"] if text[:1] not in "{[" else f"{_by_status(status)}: {text}"}


def quoted(failure: ApiError, back: Back, context: Context, headers: Headers, data: bytes) -> ApiError:
    """Return the error of a body that is no answer, with the body in its message, which may state why."""
    value = _parsed(data) if len(data) <= MAX_ERROR_BYTES else None
    text = _text(headers, masked_bytes(data))
    if not isinstance(value, dict) or back.has_content(value) or not text or failure["message"][:MIN_QUOTED] in text:
        return failure
    other = back.failure(text, NO_STATUS, context) if failure.get("error_type") == "server_error" else failure
    return {**other, "message": f"{failure['message']}: {text}"}


def _parsed(data: bytes) -> Any:
    try:
        return json_text.loads(data)
    except ValueError:
        return None


def _text(headers: Headers, data: bytes) -> str:
    """Return a body as one line of text; "" for an empty one, a page, and what is not text."""
    text = " ".join(data[: 4 * MAX_TEXT].decode("utf-8", "replace").split())
    kind = header_map(headers).get(b"content-type", b"").lower()
    if b"html" in kind or text.startswith("<") or UNPRINTABLE.search(text):
        return ""
    return "" if text in ("{}", "[]", "null", '""') else text[:MAX_TEXT]


def _by_status(status: int, code: str = "") -> str:
    try:
        phrase = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        phrase = ""
    return f"the provider returned HTTP status {status}{phrase}" + (f" with the code {code}" if code else "")
