"""A stream that is forwarded in its own protocol.

Bytes are forwarded unchanged while the order of events is observed (`watch:` of the protocol). What a host leaves out
or adds is repaired: an omitted start, missing token counts, a missing last event after the finish reason, events after
the end, blocks without a start or an end. A stream that is cut off ends with an error event, and an error has the type
and the text that clients expect. Where the error contains the response, it has the id and the members of the request,
and the output and the usage of the host's error. An error for a stream that is cut off has no output, because
forwarded events are not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dragoman.adapters import Back, Front, Writer
from dragoman.library.api_errors import NO_STATUS
from dragoman.library.context import Context
from dragoman.library.hub import ApiError, ErrorType, Usage
from dragoman.library.streams import format_event
from dragoman.masking import masked, masked_bytes
from dragoman.streaming.endings import NO_MESSAGE
from dragoman.streaming.framing import EventTooLong
from dragoman.streaming.framing.interface import BOM
from dragoman.streaming.framing.sse import WholeEvents
from dragoman.streaming.relay import errors
from dragoman.streaming.relay.completion import Completion
from dragoman.streaming.relay.counts import Counts, Estimate
from dragoman.streaming.relay.results import Results
from dragoman.streaming.relay.watch import at, complete, parts, split, unwatched, watch_of
from dragoman.streaming.translation import CUT, EMPTY, MAX_EXCERPT, TOO_DEEP, UNREADABLE, Translation, failure_in
from dragoman.values import json_text
from dragoman.values.wrapping import event_in


class Relay:
    """A `StreamTranslation` within one protocol. `renamed`: the client uses another name of the model than the
    provider; `estimate_input`: returns the estimated tokens of the request; `prepare`: decides from the request what
    reading and writing the stream depends on. A forwarded stream needs it only for its error, and if clients would
    not understand it."""

    def __init__(
        self,
        front: Front,
        back: Back,
        context: Context,
        renamed: bool,
        estimate_input: Estimate = lambda: 0,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        self.front, self.back, self.context = front, back, context
        self.prepare = prepare
        self.rest: Translation | None = None  # of a stream whose texts clients would not find
        self.watch = watch_of(back, renamed)
        forms = self.watch.forms
        self.completion = Completion(front, back, self.watch, forms, context) if forms else None
        self.counts = Counts(self.watch, context, estimate_input)
        self.events = WholeEvents()
        self.started = False
        self.shown = False
        self.altered = False  # the provider omits the names of events, or puts each into an object
        self.repaired = False  # the omitted start event was inserted: a later one is dropped
        self.finishing = False
        self.over = False
        self.failed: ApiError | None = None
        self.results = Results()
        self._before = self._latest = b""  # the events that came last

    def feed(self, data: bytes) -> bytes:
        if self.over:
            return b""
        try:
            data = self.events.feed(data)
            return self._forward(data) if data else b""
        except EventTooLong as error:
            return self.fail("server_error", str(error))
        except RecursionError:
            return self.fail("server_error", TOO_DEEP)

    def end(self) -> bytes:
        rest = self.events.rest()
        if rest and not self.over and complete(rest, self.watch.done):
            rest = self._forward(rest.rstrip(b"\r\n") + b"\n\n")
        else:
            rest = b""
        if self.rest is not None and not self.over:
            return rest + self._translated(self.rest.end())
        if self.over or not self.watch.ends_known:
            self.over = True
            return rest
        return rest + (self._close() if self.finishing else self.fail("server_error", CUT))

    def fail(self, error_type: ErrorType, message: str) -> bytes:
        if self.over:
            return b""
        if self.rest is not None:
            return self._translated(self.rest.fail(error_type, message))
        if self.finishing:
            return self._close()
        return self._error({"error_type": error_type, "message": message})

    def _forward(self, data: bytes) -> bytes:
        """Forward events. Those before the first one that must be looked at are not divided."""
        watch = self.watch
        self._before, self._latest = self._latest, data
        head = b""
        altered = self.altered or self.rest is not None
        if self.started and self.shown and not (self.finishing or altered or self.repaired or self.counts.reading):
            if not watch.model or watch.first:
                head = data[: unwatched(data, watch.words)]
                if self.completion is not None and not self.completion.unbroken(head):
                    head = b""
                self.counts.sent_bytes += len(head)
                if head and not watch.tag:
                    self.results.latest = head
                if len(head) == len(data):
                    return data
        return head + b"".join(self._frame(frame) for frame in split(data[len(head) :]) if not self.over)

    def _frame(self, frame: bytes) -> bytes:
        if self.rest is not None:
            return self._translated(self.rest.feed(frame))
        if not self.started:
            frame = frame.removeprefix(BOM)
        name, payload = parts(frame)
        watch = self.watch
        self.counts.sent_bytes += len(frame)
        if not payload:
            return frame
        if watch.done and payload.strip() == watch.done.encode():
            self.results.add(frame, True)
            return self._done(frame)
        name, event, frame = self._event(name, payload, frame)
        if self._is_error(name, event):
            return self._reported(event, frame)
        if isinstance(event, dict) and watch.reason_in(event, name) in watch.broken:
            return self._broken(event)
        if self._is_odd(event):
            self.prepare()
            self.rest = Translation(self.front, self.back, self.context)
            return self._translated(self.rest.feed(format_event(None, json_text.dumps(event))))
        start = self._begin(name)
        if start is None:
            return b""
        given = frame
        if isinstance(event, dict):
            frame = b"" if watch.settle_reason(event, name) else frame
            events = self.completion.feed(name, event) if self.completion else [event]
            frame = b"".join(self._changed(one, frame if one is event else b"") for one in events)
        self.shown = self.shown or self.finishing or self._shows(name, event)
        self.over = name in watch.ends
        if name in watch.results:
            self.results.add(given, self.finishing or self.over)
        return start + frame

    def _is_odd(self, event: Any) -> bool:
        """Whether the first text of an event without a name is no string, or the first content of the stream is not
        where clients look for it."""
        watch = self.watch
        if watch.tag or not watch.texts:
            return False
        texts = (at(event, path) for path in watch.texts[""])
        first = next((text for text in texts if text not in (None, "")), "")
        return not isinstance(first, str) or (not self.shown and self._is_elsewhere(event))

    def _is_elsewhere(self, event: Any) -> bool:
        """Whether an event without the object of the texts has content for a translation."""
        path = self.watch.texts[""][0][:-1]
        if at(event, path) or not at(event, path[:-1]):
            return False
        probe = Translation(self.front, self.back, Context(holds=self.context.holds))
        probe.feed(format_event(None, json_text.dumps(event)))
        probe.end()  # with what may be the start of a tag
        return probe.shown

    def _translated(self, data: bytes) -> bytes:
        rest = self.rest
        assert rest is not None
        self.shown, self.finishing, self.over = self.shown or rest.shown, rest.finishing, rest.over
        self.failed = None if self.shown else rest.failed
        return data

    def _event(self, name: str, payload: bytes, frame: bytes) -> tuple[str, Any, bytes]:
        """Return the name, the event and the bytes of a frame, with the name and the tag that it lacks."""
        watch = self.watch
        try:
            event = json_text.load_event(payload)
        except ValueError:
            return name, f"{UNREADABLE}: {payload[:MAX_EXCERPT].decode('utf-8', 'replace')}", frame
        if not isinstance(event, dict):
            return name, event, frame
        if (inner := event_in(event, self.back.table)) is not event:
            self.altered, event = True, inner
            payload = json_text.dumps(event)
            frame = format_event(name or None, payload)
        tag = event.get(watch.tag)
        if watch.tag and isinstance(tag, str) and self._misnamed(name, tag):
            self.altered = True
            name, frame = tag, format_event(tag, payload)
        elif watch.tag and name and not isinstance(tag, str):
            event = {watch.tag: name, **event, watch.tag: name}
            frame = format_event(name, json_text.dumps(event))
        return name, event, frame

    def _misnamed(self, name: str, tag: str) -> bool:
        """Whether clients would not recognize an event by its name, which repeats its tag."""
        if not name:
            return errors.is_printable(tag)
        return name != tag and tag in self.watch.names and name not in self.watch.errors

    def _begin(self, name: str) -> bytes | None:
        """Return what precedes an event: the start that the host left out, or nothing. None: a second start."""
        watch = self.watch
        if self.started:
            return None if name and name == watch.first else b""  # a second start
        if not watch.first or name == watch.first:
            self.started = True
        elif name not in watch.quiet:
            self.started = self.repaired = True
            writer = self.front.writer(self.context)
            self._start(writer, {"uncached_input_tokens": self.counts.estimate_input()})
            return b"".join(writer.out)
        return b""

    def _start(self, writer: Writer, usage: Usage, id: str = "") -> None:
        context = self.context
        usage = usage if context.estimates else {}
        writer.start(id or context.ids.message_id(None, context.seed), context.client_model, usage)

    def _shows(self, name: str, event: Any) -> bool:
        """Whether an event has content to show."""
        watch = self.watch
        if watch.tag:
            return name not in (*watch.opening, *watch.quiet)
        return not watch.texts or any(at(event, path) for path in watch.texts[""])

    def _changed(self, event: dict[str, Any], frame: bytes) -> bytes:
        """Return an event with the client's name of the model and with the counts that it lacks. `frame`: its bytes if
        it is unchanged."""
        watch = self.watch
        name = str(event.get(watch.tag, "")) if watch.tag else ""
        if self.counts.reading:
            self.counts.measure(name, event)
        self.finishing = self.finishing or bool(name in watch.finish and at(event, watch.finish[name]))
        changed = self.counts.fill(name, event)
        if watch.model and (not watch.first or name == watch.first):
            holder = at(event, watch.model[:-1])
            if isinstance(holder, dict) and watch.model[-1] in holder:
                holder[watch.model[-1]] = self.context.client_model
                changed = True
        if frame and not changed:
            return frame
        return format_event(name if name and errors.is_printable(name) else None, json_text.dumps(event))

    def _done(self, frame: bytes) -> bytes:
        """Handle a final payload that is no event: some hosts send that of another protocol."""
        if self.watch.own_done and not self.started:
            return self.fail("server_error", EMPTY)
        if self.watch.own_done and self.watch.ends:  # the last event, which precedes it, has not arrived
            return self.fail("server_error", CUT)
        if self.watch.own_done:
            self.over = True
            return frame
        return self._close() if self.finishing else self.fail("server_error", CUT)

    def _close(self) -> bytes:
        """Return the last event, which the host left out after the finish reason."""
        self.over = True
        watch = self.watch
        if watch.own_done:
            return f"data: {watch.done}\n\n".encode()
        return format_event(watch.ends[0], json_text.dumps({watch.tag: watch.ends[0]}))

    def _is_error(self, name: str, event: Any) -> bool:
        if self.watch.tag and name:
            return name in self.watch.errors
        if not isinstance(event, dict):
            return self.watch.declared and not self.finishing
        if not self.watch.tag and any(event.get(member) for member in self.watch.errors):
            return True
        if self.finishing:
            return False
        return self.back.error_in_event(event, self.watch.tag, self.context) is not None

    def _reported(self, event: Any, frame: bytes) -> bytes:
        """Return an error event of the host: unchanged if its type and text are those that a client expects."""
        found = self.back.error_in_event(event, self.watch.tag, self.context) if isinstance(event, dict) else None
        failure = found or self.back.failure(event, NO_STATUS, self.context)
        failure["message"] = masked(failure["message"]) or NO_MESSAGE
        self.results.add(frame, True)
        written = self._error(failure, event)
        equal = failure.get("overruled", False) or failure.get("error_type") == "context_length_exceeded"
        own = not self.watch.tag or (isinstance(event, dict) and self.watch.tag in event)
        own = own and json_text.same_shape(event, self.front.failure(failure, self.context)[1], equal)
        return masked_bytes(frame) if own else written

    def _broken(self, event: dict[str, Any]) -> bytes:
        """Return the error of an event whose finish reason is one."""
        self.prepare()
        return self._error(failure_in(self.back, event, self.context), event)

    def _error(self, failure: ApiError, event: object = None) -> bytes:
        self.over = True
        self.context.failure = failure
        if not self.shown:
            self.failed = failure
        writer = self.front.writer(self.context)
        if self.started:  # the client has the start of the provider
            self.prepare()
            self._start(writer, {}, errors.id_in(errors.payload(self.results.first)))
            writer.out.clear()
            self._continue_numbers(writer, event)
        writer.error(failure.get("error_type", "server_error"), failure["message"])
        *before, last = writer.out
        return b"".join((*before, errors.completed(last, event)))

    def _continue_numbers(self, writer: Any, event: object) -> None:
        """Give the error the number of the host's event that it replaces, else the next one."""
        name = getattr(writer, "NUMBER", "")
        if not name:
            return
        if (number := errors.number(event, name)) is not None:
            writer.sequence = number - 1
            return
        latest = reversed(list(split(self._before + self._latest)))
        numbers = (errors.number(errors.payload(frame), name) for frame in latest)
        writer.sequence = next((number for number in numbers if number is not None), writer.sequence)
