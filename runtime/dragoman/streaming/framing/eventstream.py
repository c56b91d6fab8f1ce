"""Binary event streams (`application/vnd.amazon.eventstream`): an incremental parser from bytes to payloads.

A message is a prelude of 12 bytes (the length of the message, the length of its headers, the CRC of both), the headers,
the payload, and the CRC of everything before. Both CRCs are verified before anything is used.

An event becomes an object with one member: its name is the type of the event, its value the payload. An exception or an
error becomes `{"error": {"code": .., "message": ..}}`. Events of bytes are the parts of another stream, which they are
parsed as. Events of JSON whose payload contains such bytes in base64 are read likewise; bytes that are one JSON object
are a line of that stream.
"""

from __future__ import annotations

import base64
import struct
from binascii import crc32
from collections.abc import Callable
from typing import Any, Final

from dragoman.streaming.framing.interface import DAMAGED, Frames, Marker
from dragoman.values import json_text

PRELUDE: Final = struct.Struct(">III")
CRC: Final = struct.Struct(">I")
MIN_MESSAGE: Final = PRELUDE.size + CRC.size
MAX_MESSAGE: Final = 24 * 1024 * 1024  # the limits of the format: 16 MB in older versions, 24 MB in newer ones
MAX_HEADERS: Final = 128 * 1024
SIZES: Final = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}  # type of a header's value -> bytes
COUNTED: Final = (6, 7)  # types whose value follows its length: bytes, and text
TEXT: Final = 7
BYTES: Final = b'"bytes"'
PART: Final = {"bytes", "p"}  # the members of a payload of bytes; the second one is padding


class MessageFrames:
    """A damaged message ends the stream: where the next one begins is unknown. `inside`: returns the parser of parts
    of bytes, by how the first one begins."""

    def __init__(self, inside: Callable[[bytes], Frames]) -> None:
        self._inside, self._parts = inside, b""
        self._inner: Frames | None = None
        self._pieces: list[bytes] = []  # of an unfinished message
        self._size = 0
        self._needed = PRELUDE.size  # bytes until the next step
        self._damaged = False

    def feed(self, data: bytes) -> list[bytes | Marker]:
        if data:
            self._pieces.append(data)
            self._size += len(data)
        if self._damaged or self._size < self._needed:
            return []
        buffer = b"".join(self._pieces)
        payloads: list[bytes | Marker] = []
        place = 0
        try:
            while len(buffer) - place >= PRELUDE.size:
                length = _length(buffer, place)
                if len(buffer) - place < length:
                    self._needed = length
                    break
                payload, is_part = _payload(buffer[place : place + length])
                if is_part:
                    payloads += self._part(payload)
                elif payload:
                    payloads.append(payload)
                place += length
                self._needed = PRELUDE.size
        except (ValueError, struct.error, IndexError):
            self._damaged = True
            payloads.append(DAMAGED)
        self._pieces = [] if self._damaged else [buffer[place:]]
        self._size = 0 if self._damaged else len(buffer) - place
        return payloads

    def end(self) -> list[bytes | Marker]:
        return self._inner.end() if self._inner else []  # an unfinished message cannot be verified

    def _part(self, data: bytes) -> list[bytes | Marker]:
        """Return the payloads that a part of another stream completes."""
        if self._inner is None:
            data = self._parts = (self._parts + data).lstrip()
            if not data:
                return []
            self._inner = self._inside(data)
        return self._inner.feed(data)


def begins_message(start: bytes) -> bool:
    """Whether bytes begin with the prelude of a message."""
    if len(start) < PRELUDE.size:
        return False
    try:
        return bool(_length(start, 0))
    except ValueError:
        return False


def _length(buffer: bytes, place: int) -> int:
    """Return the length of the message that begins at `place`. Raises ValueError for a damaged prelude."""
    length, headers, crc = PRELUDE.unpack_from(buffer, place)
    if crc32(buffer[place : place + PRELUDE.size - CRC.size]) != crc:
        raise ValueError("the CRC of a prelude is wrong")
    if not MIN_MESSAGE + headers <= length <= MAX_MESSAGE or headers > MAX_HEADERS:
        raise ValueError("the lengths in a prelude are invalid")
    return int(length)


def _payload(message: bytes) -> tuple[bytes, bool]:
    """Return the payload of a whole message, b"" for one without meaning, and whether it is a part of another stream.
    Raises ValueError for a damaged message."""
    end = len(message) - CRC.size
    if crc32(message[:end]) != CRC.unpack_from(message, end)[0]:
        raise ValueError("the CRC of a message is wrong")
    start = PRELUDE.size + PRELUDE.unpack_from(message)[1]
    headers = _headers(message[PRELUDE.size : start])
    body = message[start:end]
    kind = headers.get(":message-type", "event")
    if kind == "exception":
        return _error(headers.get(":exception-type", ""), _message(body)), False
    if kind == "error":
        return _error(headers.get(":error-code", ""), headers.get(":error-message", "")), False
    name = headers.get(":event-type", "")
    if kind != "event" or not name:
        return b"", False
    if headers.get(":content-type", "").startswith("application/octet-stream"):
        return body, True
    if BYTES in body and (part := _bytes_in(body)):
        return part, True
    return b"{%b:%b}" % (json_text.dumps(name), body or b"{}"), False


def _bytes_in(body: bytes) -> bytes:
    """Return the bytes that a payload of JSON has in base64; b"" if it is no such payload."""
    try:
        value = json_text.loads(body)
        data = base64.b64decode(value["bytes"], validate=True) if {*value} <= PART else b""
    except (ValueError, TypeError, KeyError):
        return b""
    return data + b"\n" if data.startswith(b"{") and data.endswith(b"}") else data


def _error(code: str, message: str) -> bytes:
    return json_text.dumps({"error": {"code": code, "message": message}})


def _message(body: bytes) -> str:
    """Return the message of an exception: a member of its payload, or the payload itself."""
    try:
        value: Any = json_text.loads(body)
    except ValueError:
        value = None
    if isinstance(value, dict):
        value = next((value[key] for key in ("message", "Message") if isinstance(value.get(key), str)), None)
    return value if isinstance(value, str) else body.decode("utf-8", "replace")


def _headers(data: bytes) -> dict[str, str]:
    """Return the headers whose values are texts. Raises ValueError for damaged headers."""
    headers: dict[str, str] = {}
    place = 0
    while place < len(data):
        size = data[place]
        name, kind = data[place + 1 : place + 1 + size], data[place + 1 + size]
        place += size + 2
        if kind in COUNTED:
            size = int.from_bytes(data[place : place + 2], "big")
            place += 2
        elif kind in SIZES:
            size = SIZES[kind]
        else:
            raise ValueError("a header has an unknown type")
        if place + size > len(data):
            raise ValueError("a header exceeds the headers")
        if kind == TEXT:
            headers[name.decode("utf-8", "replace")] = data[place : place + size].decode("utf-8", "replace")
        place += size
    return headers
