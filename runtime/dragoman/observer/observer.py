"""Observer of all requests: rows, recordings, events and totals in bounded memory.

What is costly to make of a request that has ended (its usage, if the answer was forwarded, its cost, and the totals) is
made for several requests at once, or when it is read: between other work it would take three times as long.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Collection
from typing import Protocol

from dragoman.observer.observation import Observation
from dragoman.observer.recording import Recording, limited
from dragoman.observer.rings import MAX_ROWS, Events, Recordings
from dragoman.observer.row import Prices, Row
from dragoman.observer.totals import Totals

MAX_UNCOUNTED = 50  # requests that have ended


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
        self.reserve = self.recordings.reserve
        self._open: dict[str, Observation] = {}
        self._ended: deque[Observation] = deque(maxlen=MAX_ROWS)
        self._uncounted: list[Observation] = []
        self._totals = Totals()

    def begin(self, id: str, kind: str, path: str, started: float) -> Observation:
        """Return the observation of a request. `started`: when it arrived, by `time.perf_counter`."""
        self._open[id] = observation = Observation(self, id, kind, path, started, self.keep_bodies)
        return observation

    def end(self, observation: Observation) -> None:
        """Keep the row and the recording of a request that has ended."""
        del self._open[observation.id]
        self._ended.append(observation)
        self._uncounted.append(observation)
        if self.exporter is not None:
            self._count()
            known = self.known_models.get(observation.profile, ())
            self.exporter.ended(observation, observation.row(), known)
        elif len(self._uncounted) >= MAX_UNCOUNTED:
            self._count()
        if observation.recorded and self.keep_bodies:
            self.recordings.add(observation)
        else:
            observation.release()
        self.changed(observation.id)

    def changed(self, id: str) -> None:
        """Report a change of a row to readers of events."""
        self.events.ids.append(id)
        if self.waiting:
            for reader in self.waiting:
                reader.set()

    def _count(self) -> None:
        """Complete the requests that have ended, and add them to the totals."""
        ended, self._uncounted = self._uncounted, []
        for one in ended:
            one.complete(self.price)
        self._totals.add(ended, self.known_models)
        self.events.limit()

    @property
    def totals(self) -> Totals:
        self._count()
        return self._totals

    @property
    def rows(self) -> dict[str, Row]:
        """The latest rows, those of requests in progress included, in the order of their arrival."""
        self._count()
        rows = [observation.row() for observation in (*self._ended, *self._open.values())]
        return {row.id: row for row in sorted(rows, key=lambda row: row.time)}

    @property
    def open_rows(self) -> list[Row]:
        """The rows of the requests in progress."""
        return [observation.row() for observation in self._open.values()]

    def rows_after(self, sequence: int) -> list[Row] | None:
        """Return the rows that changed after an event; see `Events.after`."""
        ids = self.events.after(sequence)
        if not ids:
            return None if ids is None else []
        found = {id: one.row() for id, one in self._found(ids).items()}
        return [found[id] for id in ids if id in found]

    def recording(self, id: str) -> Recording | None:
        """Return what is kept of a request; None if its bodies are not."""
        observation = self._found([id]).get(id)
        if observation is None:
            return None
        state = self.recordings.get(observation) if observation.ended_at else limited(observation.state())
        return Recording(observation.row(), state) if state is not None else None

    def _found(self, ids: Collection[str]) -> dict[str, Observation]:
        """Return the requests with these ids. The latest ones are searched first."""
        self._count()
        found = {id: self._open[id] for id in ids if id in self._open}
        wanted = set(ids) - found.keys()
        for one in reversed(self._ended):
            if not wanted:
                break
            if one.id in wanted:
                found[one.id] = one
                wanted.discard(one.id)
        return found

    def keep(self, on: bool) -> None:
        """Start or stop keeping bodies. Stopping drops those that were kept."""
        self.keep_bodies = on
        if not on:
            self.recordings.clear()

    def forget_models(self) -> None:
        """Forget which models the profiles declare, because that may change."""
        self._count()
        self.known_models.clear()
