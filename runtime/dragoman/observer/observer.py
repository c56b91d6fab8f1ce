"""Observer of all requests, and the observation of one.

The server calls an `Observation` where something happens to its request; a server without an observer has none. All
calls are made in the thread of the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dragoman.masking import masked
from dragoman.observer.parts import Parts
from dragoman.observer.recording import Recording, SentRequest
from dragoman.observer.rings import Events, Rings
from dragoman.observer.row import MAX_NAME, MAX_TEXT, Row, client_of
from dragoman.observer.totals import Totals

RawHeaders = Iterable[tuple[bytes, bytes]]
Mark = tuple[float, str, dict[str, Any]]  # ms since the arrival, `failed` or `retried`, and what is known of it
Prices = Callable[[str, str, Mapping[str, Any]], float | None]  # profile, model, usage -> US dollars


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
        self.rings, self.events, self.totals = Rings(), Events(), Totals()
        self.known_models: dict[str, frozenset[str]] = {}
        self.waiting: set[asyncio.Event] = set()
        self.open_requests: dict[str, Row] = {}
        self.price: Prices | None = None
        self.exporter: Exporter | None = None

    def begin(self, id: str, kind: str, path: str, started: float) -> Observation:
        """Return the observation of a request. `started`: when it arrived, by `time.perf_counter`."""
        now = time.time() - (time.perf_counter() - started)
        row = Row(id, int(now * 1000), kind, path[:MAX_NAME])
        recording = Recording(row.id, started) if self.keep_bodies else None
        self.rings.add(row, recording)
        self.open_requests[row.id] = row
        return Observation(self, row, recording, started)

    def changed(self, row: Row) -> None:
        """Report a change of a row to readers of events."""
        self.events.add(row)
        for reader in self.waiting:
            reader.set()

    def keep(self, on: bool) -> None:
        """Start or stop keeping bodies. Stopping drops those that were kept."""
        self.keep_bodies = on
        if not on:
            self.rings.forget()


class Observation:
    """One request. `headers`: of the client; `url`: of the last request to a provider; `marks`: attempts that failed
    and repetitions."""

    __slots__ = ("headers", "marks", "observer", "parts", "recording", "row", "started", "url")

    def __init__(self, observer: Observer, row: Row, recording: Recording | None, started: float) -> None:
        self.observer, self.row, self.recording, self.started = observer, row, recording, started
        self.headers: RawHeaders = ()
        self.url = ""
        self.marks: tuple[Mark, ...] = ()
        self.parts: Parts | None = None  # of a stream

    def now(self) -> float:
        """Return the milliseconds since the arrival."""
        return (time.perf_counter() - self.started) * 1000

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

    def chosen(self, requested: str, profile: str, provider: str, model: str) -> None:
        """The profile was selected. `requested`: the client's name of the model; `model`: the provider's."""
        row = self.row
        row.requested, row.profile, row.provider, row.model = requested[:MAX_NAME], profile, provider, model[:MAX_NAME]

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

    def failed(self, problem: str, status: int) -> None:
        """An attempt failed, so that another one may be made."""
        found = {"profile": self.row.profile, "status": status, "problem": masked(problem)[:MAX_TEXT]}
        self.marks += ((self.now(), "failed", found),)
        if self.recording is not None and self.recording.tries:
            last = self.recording.tries[-1]
            last.end, last.status, last.problem = self.now(), status, masked(problem)[:MAX_TEXT]

    def responded(self, status: int, headers: RawHeaders, body: bytes = b"") -> None:
        """The provider's response has begun, or has arrived as a whole with this body."""
        if (recording := self.recording) is not None:
            recording.times.setdefault("first_byte", self.now())
            recording.keep_response(status, headers, body)
            if recording.tries:
                recording.tries[-1].status = status

    def first_token(self) -> None:
        """The client received the first content of a stream."""
        if self.row.first_token is None:
            self.row.first_token = round(self.now(), 2)
            self.observer.changed(self.row)

    def parts_of(self, forwarded: bool) -> Parts | None:
        """Return the list to which each part of a stream is appended, if any. `forwarded`: it is not translated, so
        that its usage is read from its first and last parts."""
        if self.recording is not None:
            self.parts = self.recording.keep_parts()
        else:
            self.parts = Parts(_no_room) if forwarded else None
        return self.parts

    def answered(self, status: int, headers: RawHeaders, body: bytes = b"") -> None:
        """The response to the client has begun, or was sent as a whole with this body."""
        if self.recording is not None:
            self.recording.keep_answer(status, headers, body)

    def settle(self, losses: Iterable[str], usage: Mapping[str, Any] | None, finish_reason: str) -> None:
        """Note what the translation recorded."""
        row = self.row
        row.losses = tuple(losses)
        row.finish_reason = finish_reason
        if usage:
            row.usage = dict(usage)
            if self.observer.price is not None:
                row.cost = self.observer.price(row.profile, row.model, usage)

    def end(self, status: int, disconnected: bool, error: tuple[str, str] | None) -> None:
        """The request has ended. `error`: type and message of the error that the client received."""
        row, observer, recording = self.row, self.observer, self.recording
        row.status, row.disconnected, row.in_progress, row.duration = status, disconnected, False, self.now()
        row.error = (error[0], masked(error[1])[:MAX_TEXT]) if error else None
        if self.parts is not None:
            self.parts.check()
        if recording is not None:
            recording.times["last"] = row.duration
            if row.first_token is not None:
                recording.times["first_token"] = row.first_token
        observer.open_requests.pop(row.id, None)
        known = observer.known_models.get(row.profile, ())
        observer.totals.add(row, known)
        if observer.exporter is not None:
            observer.exporter.ended(self, known)
        observer.changed(row)


def _no_room(count: int) -> bool:
    return False
