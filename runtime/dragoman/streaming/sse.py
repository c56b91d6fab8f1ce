"""Server-sent events: an incremental parser from bytes to payloads (rule 0.10).

Lines end with LF, CR LF or CR; several data lines of an event are joined with LF; comments, a BOM and all other fields
are skipped: what an event is called is repeated in its payload, or means nothing to us. No limit on lines or events.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from dragoman.values import json_text

BOM: Final = b"\xef\xbb\xbf"


class Word(Enum):
    """The terminal event of the protocol, which is not a payload."""

    DONE = "done"


DONE: Final = Word.DONE


class SseFrames:
    """Feed it what the network gave, however it is cut. `done`: the payload that is the protocol's last word, or ""."""

    def __init__(self, done: str = "") -> None:
        self._done = done.encode()
        self._line: list[bytes] = []  # the pieces of an unfinished line
        self._data: list[bytes] = []  # the data lines of an unfinished event
        self._after_return = False  # the last byte was a CR: an LF that follows belongs to it

    def feed(self, data: bytes) -> list[bytes | Word]:
        """The payloads of the events that are complete now; `DONE` in the place of the last word."""
        fresh = not self._line and not self._data
        if fresh and data.startswith(b"data: ") and data.endswith(b"\n\n") and b"\r" not in data:
            payloads = data[6:-2].split(b"\n\ndata: ")
            if data.count(b"\n") == 2 * len(payloads):  # one data line each, and nothing else
                return [one if one[:1] == b"{" else self._payload(one) for one in payloads if one]
        return self._feed_lines(data)

    def end(self) -> list[bytes | Word]:
        """An unfinished last event, if it is whole JSON (or the last word)."""
        payloads = self._feed_lines(b"\n\n")
        return [payload for payload in payloads if payload is DONE or _is_json(payload)]

    def _feed_lines(self, data: bytes) -> list[bytes | Word]:
        if self._after_return and data:
            self._after_return = False
            data = data.removeprefix(b"\n")
        if b"\n" not in data and b"\r" not in data:
            if data:
                self._line.append(data)
            return []
        self._after_return = data.endswith(b"\r")
        lines = b"".join((*self._line, data)).splitlines()
        self._line = [] if data.endswith((b"\n", b"\r")) else [lines.pop()]
        payloads: list[bytes | Word] = []
        for line in lines:
            if line == b"":
                payload = b"\n".join(self._data)
                self._data = []
                if payload:
                    payloads.append(self._payload(payload))
            else:
                name, _, value = line.removeprefix(BOM).partition(b":")
                if name == b"data":
                    self._data.append(value.removeprefix(b" "))
        return payloads

    def _payload(self, payload: bytes) -> bytes | Word:
        return DONE if payload[:1] != b"{" and self._done and payload.strip() == self._done else payload


def _is_json(payload: bytes) -> bool:
    try:
        json_text.loads(payload)
    except ValueError:
        return False
    return True
