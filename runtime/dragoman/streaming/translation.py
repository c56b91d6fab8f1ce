"""Streams without sockets: a provider's bytes in, the client's bytes out, whatever the cuts between reads.

`Translation` reads one protocol and writes another: frames, the generated reader, Blocks, the generated writer.
`Relay` is for the same protocol on both sides: bytes pass as they came while a light watch of the order (PROTOCOL's
`watch`) repairs a missing start and makes an error event of a cut. Both are a `Watched`, told by four calls what
happens; each gives what is to be written now, in one piece: b"" is nothing. `over`: nothing more is wanted from the
provider. `finishing`: its reason has come, and only numbers may follow, so patience is short. `failed`: the failure
that was its first word, before anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

from dragoman.library.context import Context
from dragoman.library.hub import Failure, Fault
from dragoman.library.streams import Sink, format_event
from dragoman.library.validation import prune
from dragoman.loader import Back, Front
from dragoman.masking import masked_bytes
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.sse import DONE, SseFrames, Word
from dragoman.values import json_text
from dragoman.values.wrapping import NONE, Wrap

CUT = "stream ended unexpectedly"
UNREADABLE = "the provider sent an event that is not JSON"


class Watched(Protocol):
    @property
    def over(self) -> bool: ...
    @property
    def finishing(self) -> bool: ...
    @property
    def failed(self) -> Failure | None: ...
    def feed(self, data: bytes) -> bytes: ...
    def end(self) -> bytes: ...
    def fail(self, fault: Fault, message: str) -> bytes: ...


class Translation:
    """One answer, from one protocol into another. With a `sink` of one's own nothing is written. `wrap`: what the
    events stand in."""

    def __init__(self, front: Front, back: Back, context: Context, sink: Sink | None = None, wrap: Wrap = NONE) -> None:
        self.inside = wrap.inside if wrap.answer else None
        self.writer = front.writer(context)
        self.out: list[bytes] = self.writer.out
        self.context, self.check = context, back.check_event
        self.blocks = Blocks(sink or self.writer, context, told=back.told)
        self.reader = back.reader(self.blocks, context)
        self.frames = SseFrames(back.table.get("frames", {}).get("done", ""))

    @property
    def over(self) -> bool:
        return self.blocks.over

    @property
    def finishing(self) -> bool:
        return self.blocks.reason is not None

    @property
    def failed(self) -> Failure | None:
        writer = self.writer
        if writer.failed is None or writer.begun:
            return None
        return {"fault": writer.failed[0], "message": writer.failed[1]}

    def feed(self, data: bytes) -> bytes:
        """What the client is to be told of what one network read brought."""
        take = self._take
        for payload in self.frames.feed(data):
            take(payload)
        return self._written()

    def end(self) -> bytes:
        """The provider closed the stream: a proper end if it had given its reason, else an error event (rule 2.3.5)."""
        if not self.blocks.over:
            for payload in self.frames.end():
                self._take(payload)
            self.reader.eof()
            self.blocks.fail("api", CUT)  # where the reader did not settle it
        return self._written()

    def fail(self, fault: Fault, message: str) -> bytes:
        """The way to the provider broke, or took too long; harmless once it had given its reason."""
        if self.finishing:
            return self.end()
        self.blocks.fail(fault, message)
        return self._written()

    def _take(self, payload: bytes | Word) -> None:
        if payload is DONE:
            self.reader.word()
            return
        assert isinstance(payload, bytes)
        try:
            event = json_text.load_event(payload)
        except ValueError:
            event = None
        if isinstance(event, dict):
            event = self.inside(event) if self.inside else event
            prune(self.check, event, self.context)
            self.reader.feed(event)
        else:
            self.blocks.fail("api", UNREADABLE)

    def _written(self) -> bytes:
        out = self.out
        if not out:
            return b""
        written = out[0] if len(out) == 1 else b"".join(out)
        out.clear()
        return written


class Relay:
    """One answer that stays in its protocol. `renamed`: the client knows the model by another name than the
    provider."""

    def __init__(self, front: Front, back: Back, context: Context, renamed: bool) -> None:
        self.front, self.back, self.context = front, back, context
        watch: dict[str, Any] = back.table.get("watch", {})
        self.watched = bool(watch)  # without it nobody can say whether an end is missing
        self.tag: str = watch.get("tag", "")  # the member of a payload that repeats its event's name
        self.first: str = watch.get("first", "")
        self.quiet: list[str] = watch.get("quiet", [])
        self.errors: list[str] = watch.get("errors", [])
        self.loud = [f'"{word}"'.encode() for word in self.errors]
        self.model: list[str] = watch.get("model", "").split(".") if renamed and watch.get("model") else []
        ends = [*watch.get("ends", ()), *self.errors] if self.tag else [back.table.get("frames", {}).get("done", "")]
        self.ends = _line_of("event" if self.tag else "data", [end for end in ends if end])
        self.words = [end.encode() for end in ends if end]  # cheaper to look for than the line
        self.tail = b""
        self.begun = False
        self.naming = False  # the provider leaves the events' names out: they are put in
        self.repaired = False  # the start that it left out was put in: one that comes later is left out
        self.over = False
        self.failed: Failure | None = None

    @property
    def finishing(self) -> bool:
        return False

    def feed(self, data: bytes) -> bytes:
        data = self.tail + data if self.tail else data
        cut = _last_boundary(data)
        self.tail = data[cut:]
        if not cut or self.over:
            return b""
        return self._pass(data[:cut])

    def end(self) -> bytes:
        rest = b""
        if self.tail and not self.over:
            rest, self.tail = self.tail, b""
            rest = self._pass(rest.rstrip(b"\r\n") + b"\n\n") if _whole(rest) else b""
        if not self.watched:
            self.over = True
        return rest + self.fail("api", CUT)

    def fail(self, fault: Fault, message: str) -> bytes:
        if self.over:
            return b""
        self.over = True
        if not self.begun:
            self.failed = {"fault": fault, "message": message}
        writer = self.front.writer(self.context)
        writer.error(fault, message)
        return b"".join(writer.out)

    def _pass(self, data: bytes) -> bytes:
        for word in self.loud:
            if word in data:
                data = masked_bytes(data)  # some show the key that they refuse
                break
        if self.begun and not self.naming and not self.repaired and not (self.model and not self.first):
            if self._ends(data):
                self.over = True
            return data
        return b"".join(self._frame(frame) for frame in _frames(data) if not self.over)

    def _frame(self, frame: bytes) -> bytes:
        name, payload = _parts(frame)
        if not payload:
            return frame
        event: Any = None
        if not self.begun or self.naming or self.model:
            try:
                event = json_text.load_event(payload)
            except ValueError:
                event = None
        tag = event.get(self.tag) if isinstance(event, dict) else None
        if self.tag and not name and isinstance(tag, str):
            self.naming = True
            name, frame = tag, format_event(tag, payload)
        start = b""
        if not self.begun:
            if self._is_error(name, event):
                self.failed = self.back.failure(event, 500, self.context)
                self.over = True
                return frame
            if not self.first or name == self.first:
                self.begun = True
            elif name not in self.quiet:
                self.begun = self.repaired = True
                start = self._start()
        elif self.repaired and name == self.first:
            return b""
        if self.model and isinstance(event, dict) and (not self.first or name == self.first):
            frame = self._rename(name, event, frame)
        if self._ends(frame):
            self.over = True
        return start + frame

    def _ends(self, data: bytes) -> bool:
        return any(word in data for word in self.words) and self.ends.search(data) is not None

    def _is_error(self, name: str, event: Any) -> bool:
        if self.tag:
            return name in self.errors
        return isinstance(event, dict) and any(event.get(member) for member in self.errors)

    def _start(self) -> bytes:
        writer, context = self.front.writer(self.context), self.context
        writer.start(context.ids.message_id(None, context.seed), context.client_model, {})
        return b"".join(writer.out)

    def _rename(self, name: str, event: dict[str, Any], frame: bytes) -> bytes:
        place: Any = event
        for key in self.model[:-1]:
            place = place.get(key) if isinstance(place, dict) else None
        if not isinstance(place, dict) or self.model[-1] not in place:
            return frame
        place[self.model[-1]] = self.context.client_model
        return format_event(name or None, json_text.dumps(event))


def _line_of(field: str, words: list[str]) -> re.Pattern[bytes]:
    """Matches a line `field: word` of one of the words."""
    choice = "|".join(re.escape(word) for word in words) or "(?!)"
    return re.compile(rf"^{field}: ?(?:{choice})[ \t]*\r?$".encode(), re.MULTILINE)


def _last_boundary(data: bytes) -> int:
    """Where the last complete event ends; 0 if none does."""
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
    """An event's name and payload."""
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
