"""Translation of a stream from one protocol into another, without sockets.

`Translation` connects the frame parser, the generated reader, `Blocks` and the generated writer. The result does not
depend on how the provider's bytes were divided into reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from dragoman.adapters import Back, Front
from dragoman.library.api_errors import NO_STATUS
from dragoman.library.context import Context
from dragoman.library.hub import ApiError, ErrorType
from dragoman.library.streams import Sink
from dragoman.library.validation import prune
from dragoman.streaming.answers import Collector
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.endings import NO_MESSAGE
from dragoman.streaming.framing import DAMAGED, DONE, EventTooLong, Marker, parser
from dragoman.values import json_text
from dragoman.values.wrapping import NONE, Wrap, event_in

CUT = "stream ended unexpectedly"
EMPTY = "the provider ended the stream without an answer"
UNREADABLE = "the provider sent an event that is not JSON"
BROKEN = "the provider sent a stream with invalid framing"
TOO_DEEP = "the provider's response is nested too deeply"
MAX_EXCERPT = 200  # bytes of an unreadable event in a message


def _read_error(read: Callable[[object, int, Context], ApiError], context: Context, body: object) -> ApiError:
    """Return the error of an event. An event of an unknown shape is quoted."""
    failure = read(body, NO_STATUS, context)
    if failure["message"] or not body or isinstance(body, str):
        return failure
    text = json_text.dumps(body)[:MAX_EXCERPT].decode("utf-8", "replace")
    other = read(text, NO_STATUS, context) if failure.get("error_type") == "server_error" else failure
    return {**other, "message": f"{NO_MESSAGE}: {text}"}


def failure_in(back: Back, event: dict[str, Any], context: Context) -> ApiError:
    """Return the error that the rows of the protocol find in an event of a forwarded stream."""
    apart = Context(holds=context.holds)
    blocks = Blocks(Collector(), apart, back.explicit_ends, partial(_read_error, back.failure, context))
    prune(back.check_event, event, apart)
    back.reader(blocks, apart).feed(event)
    return blocks.failure or {"error_type": "server_error", "message": NO_MESSAGE}


class StreamTranslation(Protocol):
    """A stream on its way to the client: `Translation`, or `relay.Relay` for one protocol on both sides. Each method
    returns the bytes to send to the client now, b"" for none."""

    @property
    def started(self) -> bool:
        """Whether the returned bytes, if there are any, are part of the answer, and not pings alone."""

    @property
    def over(self) -> bool:
        """Whether the answer is complete, so that the rest of the provider's stream is not read."""

    @property
    def finishing(self) -> bool:
        """Whether the finish reason was received. Only usage may follow, so the wait for it is short."""

    @property
    def shown(self) -> bool:
        """Whether the client has content to show: the header of the response waits for it."""

    @property
    def failed(self) -> ApiError | None:
        """The failure that came before any content."""

    def feed(self, data: bytes) -> bytes:
        """Translate the bytes of one read."""

    def end(self) -> bytes:
        """Handle the end of the provider's stream: an error event unless the finish reason was received (rule
        2.3.5)."""

    def fail(self, error_type: ErrorType, message: str) -> bytes:
        """Report a failure of the connection; without effect once the finish reason was received."""


class Translation:
    """One answer. `sink`: receives the blocks instead of the client's writer; `wrap`: the object that encloses the
    provider's events; `framing`: of this stream, if it is not the usual one of the protocol."""

    started = True  # pings are not translated

    def __init__(
        self,
        front: Front,
        back: Back,
        context: Context,
        sink: Sink | None = None,
        wrap: Wrap = NONE,
        framing: str = "",
    ) -> None:
        self.inside = wrap.inside if wrap.response else None
        self.writer = front.writer(context)
        self.out: list[bytes] = self.writer.out
        self.context, self.check, self.back = context, back.check_event, back
        self.tag = str(back.table.get("event_tag", ""))
        self.usual = self.tag or next(iter(back.table.get("content", ())), "")  # a member of most events
        self.blocks = Blocks(
            sink or self.writer, context, back.explicit_ends, partial(_read_error, back.failure, context)
        )
        self.reader = back.reader(self.blocks, context)
        self.distinct = bool(
            self.tag or back.table.get("watch")
        )  # the events of the protocol can be distinguished from others
        self.received = False  # an event of the protocol has arrived
        self.foreign = b""  # the first event without its usual member, which may report an error in an unknown shape
        frames = back.table.get("frames", {})
        done, event = frames.get("done", ""), frames.get("event_field", "")
        self.frames = parser(framing or back.framing, done, event, back.framing)

    @property
    def over(self) -> bool:
        return self.blocks.over

    @property
    def finishing(self) -> bool:
        return self.blocks.finish_reason is not None

    @property
    def shown(self) -> bool:
        return self.blocks.shown

    @property
    def failed(self) -> ApiError | None:
        return None if self.blocks.shown else self.blocks.failure

    def feed(self, data: bytes) -> bytes:
        take = self._take
        try:
            for payload in self.frames.feed(data):
                take(payload)
        except EventTooLong as error:
            self.blocks.fail("server_error", str(error))
        except RecursionError:
            self.blocks.fail("server_error", TOO_DEEP)
        return self._written()

    def end(self) -> bytes:
        if not self.blocks.over:
            for payload in self.frames.end():
                self._take(payload)
            if self.foreign and not self.finishing:
                self._fail_empty(CUT)
            self.reader.eof()
            self.blocks.fail("server_error", CUT)  # unless the reader has ended the answer
        return self._written()

    def fail(self, error_type: ErrorType, message: str) -> bytes:
        if self.finishing:
            return self.end()
        self.blocks.fail(error_type, message)
        return self._written()

    def _take(self, payload: bytes | Marker) -> None:
        if payload is DONE:
            if self.received or self.blocks.shown:
                self.reader.final_marker()
            else:
                self._fail_empty(EMPTY)
            return
        if payload is DAMAGED:
            self.blocks.fail("server_error", BROKEN)
            return
        assert isinstance(payload, bytes)
        try:
            event = json_text.load_event(payload)
        except ValueError:
            if self.finishing:  # such as the final marker of another protocol
                return
            event = f"{UNREADABLE}: {payload[:MAX_EXCERPT].decode('utf-8', 'replace')}"
        if isinstance(event, dict):
            event = self.inside(event) if self.inside else event
            event = event if self.usual in event else event_in(event, self.back.table)
            if not event.get(self.usual) and not self.finishing:
                failure = self.back.error_in_event(event, self.tag, self.context)
                if failure is not None:
                    self.blocks.fail_with(failure)
                    return
            if not self.distinct or self.usual in event:
                self.received = True
            else:
                self.foreign = self.foreign or payload
            prune(self.check, event, self.context)
            self.reader.feed(event)
        else:
            self.blocks.fail_from(event if isinstance(event, str | list) else UNREADABLE)

    def _fail_empty(self, reason: str) -> None:
        """Report an answer that is missing or not complete, with the event of the provider that may state why."""
        excerpt = self.foreign[:MAX_EXCERPT].decode("utf-8", "replace")
        self.blocks.fail_from(f"{reason}: {excerpt}" if excerpt else reason)

    def _written(self) -> bytes:
        out = self.out
        if not out:
            return b""
        written = out[0] if len(out) == 1 else b"".join(out)
        out.clear()
        return written
