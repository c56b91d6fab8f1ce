"""Forwarding of a stream whose protocol is the same on both sides.

Bytes are forwarded unchanged while the order of events is observed (`watch:` of the protocol): an omitted start is
inserted, and a stream that is cut off ends with an error event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import ApiError, ErrorType
from dragoman.library.streams import format_event
from dragoman.loader import Back, Front, Writer
from dragoman.masking import masked_bytes
from dragoman.streaming.translation import CUT
from dragoman.values import json_text


class Relay:
    """A `StreamTranslation` within one protocol. `renamed`: the client uses another name of the model than the
    provider."""

    def __init__(self, front: Front, back: Back, context: Context, renamed: bool) -> None:
        self.front, self.back, self.context = front, back, context
        watch: dict[str, Any] = back.table.get("watch", {})
        self.watched = "ends" in watch or "finish" in watch  # without them a missing end cannot be detected
        self.tag: str = watch.get("tag", "")  # the member of a payload that repeats the name of its event
        self.first: str = watch.get("first", "")
        self.quiet: list[str] = watch.get("quiet", [])
        self.errors: list[str] = watch.get("errors", [])
        self.error_words = [f'"{word}"'.encode() for word in self.errors]
        finish: str = watch.get("finish", "")  # the member that holds the finish reason, which precedes the last event
        self.finish_words = [f'"{finish}":{gap}"'.encode() for gap in ("", " ")] if finish else []
        self.done = False  # the finish reason was received
        self.model: list[str] = watch.get("model", "").split(".") if renamed and watch.get("model") else []
        ends = [*watch.get("ends", ()), *self.errors] if self.tag else [back.table.get("frames", {}).get("done", "")]
        self.ends = _line_of("event" if self.tag else "data", [end for end in ends if end])
        self.end_words = [end.encode() for end in ends if end]  # a search for a word is cheaper than for the line
        self.tail = b""
        self.started = False
        self.naming = False  # the provider omits the names of events: they are inserted
        self.repaired = False  # the omitted start event was inserted: a later one is dropped
        self.over = False
        self.failed: ApiError | None = None

    @property
    def finishing(self) -> bool:
        return False

    def feed(self, data: bytes) -> bytes:
        data = self.tail + data if self.tail else data
        cut = _end_of_last_event(data)
        self.tail = data[cut:]
        if not cut or self.over:
            return b""
        return self._forward(data[:cut])

    def end(self) -> bytes:
        rest = b""
        if self.tail and not self.over:
            rest, self.tail = self.tail, b""
            rest = self._forward(rest.rstrip(b"\r\n") + b"\n\n") if _whole(rest) else b""
        if not self.watched or self.done:
            self.over = True
        return rest + self.fail("server_error", CUT)

    def fail(self, error_type: ErrorType, message: str) -> bytes:
        if self.over:
            return b""
        self.over = True
        if not self.started:
            self.failed = {"error_type": error_type, "message": message}
        writer = self.front.writer(self.context)
        if self.started:  # the client has the start of the provider
            self._start_of(writer)
            writer.out.clear()
        writer.error(error_type, message)
        return b"".join(writer.out)

    def _forward(self, data: bytes) -> bytes:
        for word in self.error_words:
            if word in data:
                data = masked_bytes(data)  # some providers quote the key that they reject
                self.done = self.done or not self.tag  # nothing has to follow an error
                break
        if self.finish_words and not self.done:
            self.done = any(word in data for word in self.finish_words)
        if self.started and not self.naming and not self.repaired and not (self.model and not self.first):
            if self._ends(data):
                self.over = True
            return data
        return b"".join(self._frame(frame) for frame in _frames(data) if not self.over)

    def _frame(self, frame: bytes) -> bytes:
        name, payload = _parts(frame)
        if not payload:
            return frame
        event: Any = None
        if not self.started or self.naming or self.model:
            try:
                event = json_text.load_event(payload)
            except ValueError:
                event = None
        tag = event.get(self.tag) if isinstance(event, dict) else None
        if self.tag and not name and isinstance(tag, str):
            self.naming = True
            name, frame = tag, format_event(tag, payload)
        start = b""
        if not self.started:
            if self._is_error(name, event):
                self.failed = self.back.failure(event, 500, self.context)
                self.over = True
                return frame
            if not self.first or name == self.first:
                self.started = True
            elif name not in self.quiet:
                self.started = self.repaired = True
                start = self._start()
        elif self.repaired and name == self.first:
            return b""
        if self.model and isinstance(event, dict) and (not self.first or name == self.first):
            frame = self._rename(name, event, frame)
        if self._ends(frame):
            self.over = True
        return start + frame

    def _ends(self, data: bytes) -> bool:
        return any(word in data for word in self.end_words) and self.ends.search(data) is not None

    def _is_error(self, name: str, event: Any) -> bool:
        if self.tag:
            return name in self.errors
        return isinstance(event, dict) and any(event.get(member) for member in self.errors)

    def _start(self) -> bytes:
        writer = self.front.writer(self.context)
        self._start_of(writer)
        return b"".join(writer.out)

    def _start_of(self, writer: Writer) -> None:
        context = self.context
        writer.start(context.ids.message_id(None, context.seed), context.client_model, {})

    def _rename(self, name: str, event: dict[str, Any], frame: bytes) -> bytes:
        place: Any = event
        for key in self.model[:-1]:
            place = place.get(key) if isinstance(place, dict) else None
        if not isinstance(place, dict) or self.model[-1] not in place:
            return frame
        place[self.model[-1]] = self.context.client_model
        return format_event(name or None, json_text.dumps(event))


def _line_of(field: str, words: list[str]) -> re.Pattern[bytes]:
    """Return a pattern for a line `field: word` with one of the words."""
    choice = "|".join(re.escape(word) for word in words) or "(?!)"
    return re.compile(rf"^{field}: ?(?:{choice})[ \t]*\r?$".encode(), re.MULTILINE)


def _end_of_last_event(data: bytes) -> int:
    """Return the end of the last complete event; 0 if there is none."""
    plain = data.rfind(b"\n\n")
    windows = data.rfind(b"\n\r\n")
    return max(plain + 2 if plain >= 0 else 0, windows + 3 if windows >= 0 else 0)


def _frames(data: bytes) -> Iterator[bytes]:
    start = 0
    for end in re.finditer(rb"\r?\n\r?\n", data):
        yield data[start : end.end()]
        start = end.end()
    if start < len(data):
        yield data[start:]


def _parts(frame: bytes) -> tuple[str, bytes]:
    """Return the name and the payload of an event."""
    name, lines = "", []
    for line in frame.splitlines():
        field, _, value = line.removeprefix(b"\xef\xbb\xbf").partition(b":")
        if field == b"event":
            name = value.strip().decode("utf-8", "replace")
        elif field == b"data":
            lines.append(value.removeprefix(b" "))
    return name, b"\n".join(lines)


def _whole(frame: bytes) -> bool:
    payload = _parts(frame)[1]
    try:
        return bool(payload) and json_text.load_event(payload) is not None
    except ValueError:
        return False
