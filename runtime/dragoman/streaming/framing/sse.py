"""Server-sent events: an incremental parser from bytes to payloads (rule 0.10).

Lines end with LF, CR LF or CR; several data lines of an event are joined with LF; comments, a BOM and all other fields
are skipped. The name of an event becomes a member of its payload where the protocol has one. The size of an event is
limited.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.streaming.framing.interface import BOM, DONE, MAX_EVENT_BYTES, EventTooLong, Marker, is_json
from dragoman.values import json_text

EDGE: Final = 3  # bytes before a read that may belong to the end of an event
LINE_END: Final = re.compile(rb"\n|\r[^\n]")


class SseFrames:
    """Incremental parser of server-sent events. `done`: the payload that is the final marker of the protocol, or "".
    `event`: the member of payloads that is the name of the event; a payload without it gets the name of its line.
    `text`: data is text, which becomes the member with the name of the event, or `message`."""

    def __init__(self, done: str = "", event: str = "", text: bool = False) -> None:
        self._done = done.encode()
        self._event, self._text = event, text
        self._named = b"{" + json_text.dumps(event) if event else b""  # how a payload with its name begins
        self._name = b""  # the name of an unfinished event
        self._line: list[bytes] = []  # the pieces of an unfinished line
        self._data: list[bytes] = []  # the data lines of an unfinished event
        self._size = 0  # bytes of the unfinished event
        self._after_return = False  # the last byte was a CR: an LF that follows belongs to it

    def feed(self, data: bytes) -> list[bytes | Marker]:
        """Return the payloads of the events that are complete now, with `DONE` for the final marker. Raises
        EventTooLong."""
        fresh = not self._text and not self._line and not self._data and not self._name
        if fresh and data.startswith(b"data: ") and data.endswith(b"\n\n") and b"\r" not in data:
            payloads = data[6:-2].split(b"\n\ndata: ")
            if data.count(b"\n") == 2 * len(payloads):  # one data line each, and nothing else
                return [one if one[:1] == b"{" else self._payload(one) for one in payloads if one]
        return self._feed_lines(data)

    def end(self) -> list[bytes | Marker]:
        """Return the payload of an unfinished last event, if it is complete JSON or the final marker."""
        payloads = self._feed_lines(b"\n\n")
        return [payload for payload in payloads if not isinstance(payload, bytes) or is_json(payload)]

    def _feed_lines(self, data: bytes) -> list[bytes | Marker]:
        if self._after_return and data:
            self._after_return = False
            data = data.removeprefix(b"\n")
        if b"\n" not in data and b"\r" not in data:
            if data:
                self._line.append(data)
                self._grow(len(data))
            return []
        self._after_return = data.endswith(b"\r")
        lines = b"".join((*self._line, data)).splitlines()
        self._line = [] if data.endswith((b"\n", b"\r")) else [lines.pop()]
        payloads: list[bytes | Marker] = []
        for line in lines:
            if line == b"":
                payload = b"\n".join(self._data)
                there = self._data if self._text else payload
                self._data = []
                if there:
                    payloads.append(self._payload(payload))
                self._name = b""
            else:
                name, _, value = line.removeprefix(BOM).partition(b":")
                if name == b"data":
                    self._data.append(value.removeprefix(b" "))
                elif name == b"event" and (self._named or self._text):
                    self._name = value.strip()
        if payloads:
            self._size = sum(map(len, self._line)) + sum(map(len, self._data))
        self._grow(0 if payloads else len(data))
        return payloads

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > MAX_EVENT_BYTES:
            raise EventTooLong

    def _with_name(self, payload: bytes) -> bytes:
        """Return a payload with the name of its event. A member that the payload has itself follows, and counts."""
        if not payload.startswith(b"{") or payload.startswith(self._named):
            return payload
        name = json_text.dumps(self._name.decode("utf-8", "replace"))
        comma = b"" if payload[1:].lstrip().startswith(b"}") else b","
        return self._named + b":" + name + comma + payload[1:]

    def _as_member(self, text: bytes) -> bytes:
        """Return an object that has the text as the member with the name of the event."""
        name = self._name.decode("utf-8", "replace") or "message"
        named = {self._event: name} if self._event else {}
        return json_text.dumps({**named, name: text.decode("utf-8", "replace")})

    def _payload(self, payload: bytes) -> bytes | Marker:
        if self._done and payload[:1] != b"{" and payload.strip() == self._done:
            return DONE
        if self._text:
            return self._as_member(payload)
        return self._with_name(payload) if self._name else payload


class WholeEvents:
    """Holds the bytes of a stream back until their events are complete, without parsing them.

    The time is linear in the length of the stream, however it is divided into reads. Lines that end with a bare CR,
    which clients do not expect, are ended with LF."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []  # an incomplete event
        self._size = 0
        self._edge = b""  # the end of the incomplete event
        self._bare: bool | None = None  # whether lines end with a bare CR, once that is known

    def feed(self, data: bytes) -> bytes:
        """Return the complete events, b"" if there are none. Raises EventTooLong."""
        if self._bare is None:
            self._find_line_end(data)
        if self._bare:
            data = data.replace(b"\r", b"\n")
        edge = self._edge + data
        cut = end_of_last_event(edge) - len(self._edge)
        if cut <= 0:
            self._parts.append(data)
            self._size += len(data)
            self._edge = edge[-EDGE:]
            if self._size > MAX_EVENT_BYTES:
                raise EventTooLong
            return b""
        complete = b"".join((*self._parts, data[:cut]))
        rest = data[cut:]
        self._parts, self._size, self._edge = [rest] if rest else [], len(rest), rest[-EDGE:]
        return complete

    def rest(self) -> bytes:
        """Return the incomplete event at the end of the stream."""
        rest = b"".join(self._parts)
        self._parts = []
        return rest

    def _find_line_end(self, data: bytes) -> None:
        found = LINE_END.search(self._edge + data)
        if found is None:
            return
        self._bare = found[0] != b"\n"
        if self._bare:  # a CR at the end of the reads so far was not recognized as one
            self._parts = [part.replace(b"\r", b"\n") for part in self._parts]
            self._edge = self._edge.replace(b"\r", b"\n")


def end_of_last_event(data: bytes) -> int:
    """Return the end of the last complete event; 0 if there is none."""
    plain = data.rfind(b"\n\n")
    windows = data.rfind(b"\n\r\n")
    return max(plain + 2 if plain >= 0 else 0, windows + 3 if windows >= 0 else 0)
