"""Interface of frame parsers, the markers between payloads, and the limit of an event."""

from __future__ import annotations

from enum import Enum
from typing import Final, Protocol

from dragoman.values import json_text

MAX_EVENT_BYTES: Final = 32 * 1024 * 1024  # of one event
BOM: Final = b"\xef\xbb\xbf"


class EventTooLong(ValueError):
    """An event of a provider exceeds the limit."""

    def __init__(self) -> None:
        super().__init__(f"the provider sent an event of more than {MAX_EVENT_BYTES >> 20} MB")


class Marker(Enum):
    """A part of a stream that is not a payload: the final event of the protocol, or damage. Nothing follows damage."""

    DONE = "done"
    DAMAGED = "damaged"


DONE: Final = Marker.DONE
DAMAGED: Final = Marker.DAMAGED


class Frames(Protocol):
    """An incremental parser from bytes to payloads. The payloads do not depend on how the bytes were divided, and the
    work is linear in their number."""

    def feed(self, data: bytes) -> list[bytes | Marker]:
        """Return the payloads of the events that are complete now."""

    def end(self) -> list[bytes | Marker]:
        """Return the payload of an event that the end of the stream completes."""


def is_json(payload: bytes) -> bool:
    try:
        json_text.loads(payload)
    except ValueError:
        return False
    return True
