"""A JSON array whose items are the events of a stream: an incremental parser from bytes to items.

Only brackets, quotation marks and backslashes are examined, each once. Items are objects or arrays; whether they are
valid JSON is not decided here. What follows the end of the array is ignored.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.streaming.framing.interface import BOM, DAMAGED, MAX_EVENT_BYTES, Marker

OUTSIDE: Final = re.compile(rb'["{}\[\]]')  # of a text: where one begins, and brackets
INSIDE: Final = re.compile(rb'["\\]')  # of a text: its end, and escapes
BETWEEN: Final = b" \t\r\n,"  # what may stand between two items


class ArrayFrames:
    """`limit`: the size of the largest item, in bytes; a larger one damages the stream."""

    def __init__(self, limit: int = MAX_EVENT_BYTES) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []  # of an unfinished item, or of what precedes the array
        self._size = 0
        self._depth = 0  # of brackets: 1 between items
        self._in_text = False
        self._escaped = False  # the last byte was a backslash in a text: the next one belongs to it
        self._over = False

    def feed(self, data: bytes) -> list[bytes | Marker]:
        payloads: list[bytes | Marker] = []
        start = place = 0
        while not self._over and place < len(data):
            if self._escaped:
                self._escaped = False
                place += 1
                continue
            found = (INSIDE if self._in_text else OUTSIDE).search(data, place)
            if found is None:
                break
            place = found.end()
            if self._in_text:
                self._escaped = found[0] == b"\\"
                self._in_text = self._escaped
                continue
            start = self._outside(found[0], data, start, place, payloads)
        if not self._over:
            self._keep(data[start:])
            if self._size > self._limit:
                self._damage(payloads)
        return payloads

    def end(self) -> list[bytes | Marker]:
        return []  # an unfinished item is no event

    def _outside(self, byte: bytes, data: bytes, start: int, place: int, payloads: list[bytes | Marker]) -> int:
        """Handle a quotation mark or a bracket before `place`. Return where the unfinished item begins in `data`."""
        opens = byte in b"{["
        if self._depth < 2 and (opens or byte != b'"'):  # an item begins, or the array begins or ends
            self._keep(data[start : place - 1])
            between = b"".join(self._pieces)
            self._pieces, self._size = [], 0
            before = between.removeprefix(BOM) if self._depth == 0 else between
            if before.strip(BETWEEN) or (byte != b"[" if self._depth == 0 else byte == b"}"):
                self._damage(payloads)
            elif not opens:
                self._over = True
            start = place if self._depth == 0 else place - 1
        elif self._depth < 2:
            self._damage(payloads)  # a text between items
        if byte == b'"':
            self._in_text = True
        else:
            self._depth += 1 if opens else -1
        if self._depth == 1 and not opens and not self._over and byte != b'"':
            self._keep(data[start:place])
            payloads.append(b"".join(self._pieces))
            self._pieces, self._size, start = [], 0, place
        return start

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)
            self._size += len(piece)

    def _damage(self, payloads: list[bytes | Marker]) -> None:
        self._over, self._pieces, self._size = True, [], 0
        payloads.append(DAMAGED)
