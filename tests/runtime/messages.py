"""Encoder of binary event streams (`application/vnd.amazon.eventstream`), for tests."""

from __future__ import annotations

import json
import struct
from binascii import crc32
from typing import Any


def message(headers: dict[str, str | int | bytes | bool], payload: bytes) -> bytes:
    """Return one message. Texts, bytes, booleans and 32-bit integers may be values of headers."""
    encoded = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", 16 + len(encoded) + len(payload), len(encoded))
    prelude += struct.pack(">I", crc32(prelude))
    return prelude + encoded + payload + struct.pack(">I", crc32(prelude + encoded + payload))


def event(name: str, payload: Any) -> bytes:
    headers: dict[str, str | int | bytes | bool] = {
        ":event-type": name,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    return message(headers, json.dumps(payload).encode())


def exception(name: str, payload: Any) -> bytes:
    headers: dict[str, str | int | bytes | bool] = {
        ":exception-type": name,
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    return message(headers, json.dumps(payload).encode())


def _header(name: str, value: str | int | bytes | bool) -> bytes:
    start = struct.pack("B", len(name)) + name.encode()
    if isinstance(value, bool):
        return start + (b"\x00" if value else b"\x01")
    if isinstance(value, int):
        return start + b"\x04" + struct.pack(">i", value)
    data = value if isinstance(value, bytes) else value.encode()
    return start + (b"\x06" if isinstance(value, bytes) else b"\x07") + struct.pack(">H", len(data)) + data


def encoded(value: dict[str, Any]) -> bytes:
    """Return an event, `{type: payload}`, or an exception, `{exception: type, message: text}`."""
    if "exception" in value:
        return exception(value["exception"], {"message": value.get("message", "")})
    [(name, payload)] = value.items()
    return event(name, payload)
