"""Newline-delimited JSON: an incremental parser from bytes to lines.

Each line is one JSON value; empty lines are skipped. A last line without a line feed counts if it is whole JSON.
"""

from __future__ import annotations

from dragoman.streaming.framing.interface import BOM, DAMAGED, MAX_EVENT_BYTES, Marker, is_json


class LineFrames:
    """`limit`: the size of the longest line, in bytes; a longer one damages the stream."""

    def __init__(self, limit: int = MAX_EVENT_BYTES) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []  # of an unfinished line
        self._size = 0
        self._damaged = False

    def feed(self, data: bytes) -> list[bytes | Marker]:
        if self._damaged:
            return []
        payloads: list[bytes | Marker] = []
        first, *rest = data.split(b"\n")
        self._keep(first)
        for line in rest:
            if self._size > self._limit:
                break
            if payload := self._line():
                payloads.append(payload)
            self._keep(line)
        if self._size > self._limit:
            self._damaged, self._pieces = True, []
            payloads.append(DAMAGED)
        return payloads

    def end(self) -> list[bytes | Marker]:
        payload = self._line()
        return [payload] if payload and is_json(payload) else []

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)
            self._size += len(piece)

    def _line(self) -> bytes:
        """Return the collected line and begin the next one."""
        line = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        return line.removeprefix(BOM).strip()
