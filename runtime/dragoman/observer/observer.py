"""Observer of all requests: rows, recordings, events and totals in bounded memory.

What is made of a request that has ended (its row, its usage if the answer was forwarded, its cost, and the totals) is
made for many requests at once, or when it is read: between other work it would take three times as long.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Collection
from typing import Protocol

from dragoman.observer.observation import Observation
from dragoman.observer.recording import Recording
from dragoman.observer.rings import MAX_ROWS, Events, Recordings
from dragoman.observer.row import Prices, Row
from dragoman.observer.totals import Totals

MAX_UNCOUNTED = 1000  # requests that have ended: the code of a few would not stay in the caches of the processor
MAX_UNCOUNTED_BYTES = 4 * 1024 * 1024  # of answers that were forwarded, and are not read yet


class Exporter(Protocol):
    """Receives requests that have ended."""

    def ended(self, observation: Observation, row: Row, known_models: Collection[str]) -> None: ...


class Observer:
    """`keep_bodies`: whether bodies of new requests are kept; `known_models`: of profiles, as they are needed;
    `waiting`: readers of events; `price`: returns the cost of a usage; `exporter`: of telemetry."""

    def __init__(self, keep_bodies: bool = False) -> None:
        self.keep_bodies = keep_bodies
        self.started = time.time()
        self.known_models: dict[str, Collection[str]] = {}
        self.waiting: set[asyncio.Event] = set()
        self.price: Prices | None = None
        self.exporter: Exporter | None = None
        self.recordings, self.events = Recordings(), Events()
        self._open: dict[str, Observation] = {}
        self._ended: deque[Row] = deque(maxlen=MAX_ROWS)
        self._uncounted: list[Observation] = []
        self._uncounted_bytes = 0
        self._totals = Totals()

    def begin(self, id: str, kind: str, path: str, started: float) -> Observation:
        """Return the observation of a request. `started`: when it arrived, by `time.perf_counter`."""
        self._open[id] = observation = Observation(self, id, kind, path, started, self.keep_bodies)
        return observation

    def end(self, observation: Observation) -> None:
        """Keep a request that has ended, and its bodies."""
        del self._open[observation.id]
        self._uncounted.append(observation)
        if observation.read_result is not None and observation.answer is not None:
            self._uncounted_bytes += len(observation.answer[2])
        if len(self._uncounted) >= MAX_UNCOUNTED or self._uncounted_bytes > MAX_UNCOUNTED_BYTES or self.exporter:
            self._count()
        if observation.recorded and self.keep_bodies:
            self.recordings.add(observation)
        else:
            observation.forget()
        self.changed(observation.id)

    def reserve(self, count: int) -> bool:
        """See `Recordings`."""
        return self.recordings.reserve(count)

    def changed(self, id: str) -> None:
        """Report a change of a row to readers of events."""
        events = self.events
        events.last += 1
        events.ids.append(id)
        for reader in self.waiting:
            reader.set()

    def _count(self) -> None:
        """Make the rows of requests that have ended, add them to the totals, and pack their bodies."""
        ended, self._uncounted, self._uncounted_bytes = self._uncounted, [], 0
        for observation in ended:
            row, known = observation.row(), self._known(observation)
            row.complete(self.price)
            observation.read_result = None
            self._ended.append(row)
            self._totals.add(row, known)
            if self.exporter is not None:
                self.exporter.ended(observation, row, known)
        self.recordings.pack()

    def _known(self, observation: Observation) -> Collection[str]:
        """Return the models that the profile of a request declares."""
        profile = observation.target
        if profile is not None and profile.name not in self.known_models:
            self.known_models[profile.name] = frozenset(profile.ids())
        return self.known_models.get(observation.profile, ())

    @property
    def totals(self) -> Totals:
        self._count()
        for observation in self._open.values():
            self._known(observation)
        return self._totals

    @property
    def rows(self) -> dict[str, Row]:
        """The latest rows, those of requests in progress included, in the order of their arrival."""
        self._count()
        rows = [*self._ended, *(observation.row() for observation in self._open.values())]
        return {row.id: row for row in sorted(rows, key=lambda row: row.time)}

    def rows_after(self, sequence: int) -> list[Row] | None:
        """Return the rows that changed after an event; see `Events.after`."""
        ids, rows = self.events.after(sequence), self.rows
        return None if ids is None else [rows[id] for id in ids if id in rows]

    def recording(self, id: str) -> Recording | None:
        """Return what is kept of a request; None if its bodies are not."""
        row = self.rows.get(id)
        found = self._open.get(id) or self.recordings.get(id)
        return Recording(row, found.state()) if row is not None and found is not None else None

    def keep(self, on: bool) -> None:
        """Start or stop keeping bodies. Stopping drops those that were kept."""
        self._count()
        self.keep_bodies = on
        if not on:
            self.recordings.clear()

    def forget_models(self) -> None:
        """Forget which models the profiles declare, because that may change."""
        self._count()
        self.known_models.clear()
