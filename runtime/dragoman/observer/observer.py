"""Observer of all requests, and the observation of one.

The server calls an `Observation` where something happens to its request; a server without an observer has none. All
calls are made in the thread of the event loop.

While a request is served, its calls are only noted. They are made when something is read from the observer, and for
several requests at once: done between other work, they would take about three times as long.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from time import perf_counter
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from dragoman.masking import masked
from dragoman.observer.parts import Parts
from dragoman.observer.recording import Recording, SentRequest
from dragoman.observer.rings import Events, Rings
from dragoman.observer.row import MAX_NAME, MAX_TEXT, Row, client_of
from dragoman.observer.totals import Totals

MAX_NOTED = 50  # requests that have ended
MAX_NOTED_BYTES = 16 * 1024  # of a body; larger ones are kept at once, apart from the heap

P = ParamSpec("P")
RawHeaders = Iterable[tuple[bytes, bytes]]
Mark = tuple[float, str, dict[str, Any]]  # ms since the arrival, `failed` or `retried`, and what is known of it
Prices = Callable[[str, str, Mapping[str, Any]], float | None]  # profile, model, usage -> US dollars
Result = tuple[Mapping[str, Any] | None, str]  # usage and finish reason


class Exporter(Protocol):
    """Receives requests that have ended."""

    def ended(self, observation: Observation, known_models: Collection[str]) -> None: ...


@dataclass(slots=True)
class Route:
    """Where a request is sent. `titles`, `names`: of the client's protocol and the provider's; `requested`: the
    client's name of the model; `model`: the provider's."""

    profile: str
    provider: str = ""
    variant: str = ""
    requested: str = ""
    model: str = ""
    titles: tuple[str, str] = ("", "")
    names: tuple[str, str] = ("", "")


class Observer:
    """`keep_bodies`: whether bodies of new requests are kept; `known_models`: of profiles, as they are needed;
    `waiting`: readers of events; `price`: returns the cost of a usage; `exporter`: of telemetry."""

    def __init__(self, keep_bodies: bool = False) -> None:
        self.keep_bodies = keep_bodies
        self.started = time.time()
        self.known_models: dict[str, frozenset[str]] = {}
        self.waiting: set[asyncio.Event] = set()
        self.price: Prices | None = None
        self.exporter: Exporter | None = None
        self._rings, self._events, self._totals = Rings(), Events(), Totals()
        self._open: dict[str, Row] = {}
        self._noted: dict[Observation, None] = {}  # observations with noted calls
        self._ended = 0  # of them

    @property
    def rings(self) -> Rings:
        self.catch_up()
        return self._rings

    @property
    def events(self) -> Events:
        self.catch_up()
        return self._events

    @property
    def totals(self) -> Totals:
        self.catch_up()
        return self._totals

    @property
    def open_requests(self) -> dict[str, Row]:
        """The rows of requests in progress."""
        self.catch_up()
        return self._open

    def begin(self, id: str, kind: str, path: str, started: float) -> Observation:
        """Return the observation of a request. `started`: when it arrived, by `time.perf_counter`."""
        observation = Observation(self, started)
        self._noted[observation] = None
        observation.begun(id, kind, path, self.keep_bodies)
        if self.waiting or self.exporter is not None:
            self.catch_up()
        return observation

    def catch_up(self) -> None:
        """Make the noted calls."""
        self._ended = 0
        for observation in list(self._noted):
            observation.catch_up()

    def caught_up(self, observation: Observation) -> None:
        """Forget an observation whose noted calls have been made."""
        self._noted.pop(observation, None)

    def note_end(self) -> None:
        """Count a request whose last call was noted."""
        self._ended += 1
        if self._ended > MAX_NOTED:
            self.catch_up()

    def add(self, row: Row, recording: Recording | None) -> None:
        """Add a request."""
        self._rings.add(row, recording)
        self._open[row.id] = row

    def close(self, observation: Observation) -> None:
        """Count a request that has ended."""
        row = observation.row
        self._open.pop(row.id, None)
        known = self.known_models.get(row.profile, ())
        self._totals.add(row, known)
        if self.exporter is not None:
            self.exporter.ended(observation, known)
        self.changed(row)

    def changed(self, row: Row) -> None:
        """Report a change of a row to readers of events."""
        self._events.add(row)
        for reader in self.waiting:
            reader.set()

    def keep(self, on: bool) -> None:
        """Start or stop keeping bodies. Stopping drops those that were kept."""
        self.keep_bodies = on
        rings = self.rings
        if not on:
            rings.forget()


def noted(method: Callable[Concatenate[Observation, P], None]) -> Callable[Concatenate[Observation, P], None]:
    """Return a method that notes its call, unless the observation has caught up: then the call is made at once. Values
    are passed by position. If the last one is a large body, the observation catches up."""
    ends = method.__name__ == "end"

    @wraps(method)
    def note(self: Observation, *values: Any) -> None:
        notes = self.notes
        if notes is None:
            self.at = perf_counter()
            method(self, *values)  # type: ignore[call-arg]
            return
        notes.append((method, perf_counter(), values))
        if ends:
            self.observer.note_end()
        elif values and values[-1].__class__ is bytes and len(values[-1]) > MAX_NOTED_BYTES:
            self.catch_up()

    return cast("Callable[Concatenate[Observation, P], None]", note)


class Observation:
    """One request. `headers`: of the client; `url`: of the last request to a provider; `marks`: attempts that failed
    and repetitions."""

    __slots__ = ("_row", "at", "headers", "marks", "notes", "observer", "parts", "recording", "started", "url")
    recording: Recording | None

    def __init__(self, observer: Observer, started: float) -> None:
        self.observer, self.started, self.at = observer, started, started
        self.notes: list[tuple[Any, ...]] | None = []  # None: calls are made at once
        self.headers: RawHeaders = ()
        self.url = ""
        self.marks: tuple[Mark, ...] = ()
        self.parts: Parts | None = None  # of a stream

    @property
    def row(self) -> Row:
        self.catch_up()
        return self._row

    def now(self) -> float:
        """Return the milliseconds from the arrival to the call that is made."""
        return (self.at - self.started) * 1000

    def catch_up(self) -> None:
        """Make the noted calls; later ones are made at once."""
        notes, self.notes = self.notes, None
        if notes is not None:
            self.observer.caught_up(self)
        for method, self.at, values in notes or ():
            method(self, *values)

    @noted
    def begun(self, id: str, kind: str, path: str, keep: bool) -> None:
        """The request has arrived. `keep`: its bodies are kept."""
        arrival = time.time() - (time.perf_counter() - self.started)
        self._row = Row(id, int(arrival * 1000), kind, path[:MAX_NAME])
        self.recording = Recording(id, self.started) if keep else None
        self.observer.add(self.row, self.recording)

    @noted
    def received(self, method: str, query: str, headers: RawHeaders, body: bytes) -> None:
        """The body of the request has arrived."""
        for name, value in headers:
            if name == b"user-agent":
                self.row.client = client_of(value)
                break
        self.headers = headers
        if self.recording is not None:
            self.recording.times["received"] = self.now()
            self.recording.keep_client(method, self.row.path, query, headers, body)

    @noted
    def chosen(self, requested: str, profile: str, provider: str, model: str) -> None:
        """The profile was selected. `requested`: the client's name of the model; `model`: the provider's."""
        row = self.row
        row.requested, row.profile, row.provider, row.model = requested[:MAX_NAME], profile, provider, model[:MAX_NAME]

    @noted
    def routed(self, route: Route, streams: bool, known: Callable[[], Collection[str]]) -> None:
        """An exchange was made for a target. `known`: returns the ids of the models that the profile declares."""
        row = self.row
        if row.profile and route.profile != row.profile:
            row.failed_profiles = (*row.failed_profiles, row.profile)
        row.profile, row.provider, row.streams = route.profile, route.provider, streams
        row.requested, row.model = route.requested[:MAX_NAME], route.model[:MAX_NAME]
        if route.profile not in self.observer.known_models:
            self.observer.known_models[route.profile] = frozenset(known())
        if (recording := self.recording) is not None:
            recording.protocols, recording.names = route.titles, route.names
            recording.provider, recording.variant, recording.model = route.provider, route.variant, route.model
            recording.times["translated"] = self.now()
        self.observer.changed(row)

    @noted
    def sent(self, method: str, url: str, headers: dict[str, str], body: bytes, change: str = "") -> None:
        """A request was sent to the provider. `change`: how it differs from the one before, if it is a repetition."""
        self.row.attempts += 1
        self.url = url
        if self.row.attempts > 1:
            self.marks += ((self.now(), "retried", {"profile": self.row.profile, "change": change}),)
        if (recording := self.recording) is not None:
            now = recording.times["sent"] = self.now()
            recording.times.pop("first_byte", None)
            recording.tries.append(SentRequest(self.row.profile, self.row.model, now, change))
            recording.keep_sent(method, url, headers, body)

    @noted
    def failed(self, problem: str, status: int) -> None:
        """An attempt failed, so that another one may be made."""
        found = {"profile": self.row.profile, "status": status, "problem": masked(problem)[:MAX_TEXT]}
        self.marks += ((self.now(), "failed", found),)
        if self.recording is not None and self.recording.tries:
            last = self.recording.tries[-1]
            last.end, last.status, last.problem = self.now(), status, masked(problem)[:MAX_TEXT]

    @noted
    def responded(self, status: int, headers: RawHeaders, body: bytes = b"") -> None:
        """The provider's response has begun, or has arrived as a whole with this body."""
        if (recording := self.recording) is not None:
            recording.times.setdefault("first_byte", self.now())
            recording.keep_response(status, headers, body)
            if recording.tries:
                recording.tries[-1].status = status

    @noted
    def first_token(self) -> None:
        """The client received the first content of a stream."""
        if self.row.first_token is None:
            self.row.first_token = round(self.now(), 2)
            self.observer.changed(self.row)

    def parts_of(self, forwarded: bool) -> Parts | None:
        """Return the list to which each part of a stream is appended, if any. `forwarded`: it is not translated, so
        that its usage is read from its first and last parts."""
        self.catch_up()
        if self.recording is not None:
            self.parts = self.recording.keep_parts()
        else:
            self.parts = Parts(_no_room) if forwarded else None
        return self.parts

    @noted
    def answered(self, status: int, headers: RawHeaders, body: bytes = b"") -> None:
        """The response to the client has begun, or was sent as a whole with this body."""
        if self.recording is not None:
            self.recording.keep_answer(status, headers, body)

    @noted
    def settle(
        self,
        losses: Iterable[str],
        usage: Mapping[str, Any] | None,
        reason: str,
        read: Callable[[], Result] | None = None,
    ) -> None:
        """Note what the translation recorded. `read`: returns the usage and the finish reason of an answer that was
        forwarded."""
        row = self.row
        if read is not None:
            usage, reason = read()
        row.losses = tuple(losses)
        row.finish_reason = reason
        if usage:
            row.usage = dict(usage)
            if self.observer.price is not None:
                row.cost = self.observer.price(row.profile, row.model, usage)

    @noted
    def end(self, status: int, disconnected: bool, error: tuple[str, str] | None) -> None:
        """The request has ended. `error`: type and message of the error that the client received."""
        row, recording = self.row, self.recording
        row.status, row.disconnected, row.in_progress, row.duration = status, disconnected, False, self.now()
        row.error = (error[0], masked(error[1])[:MAX_TEXT]) if error else None
        if self.parts is not None:
            self.parts.check()
        if recording is not None:
            recording.times["last"] = row.duration
            if row.first_token is not None:
                recording.times["first_token"] = row.first_token
        self.observer.close(self)


def _no_room(count: int) -> bool:
    return False
