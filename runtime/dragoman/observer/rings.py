"""Bounded memory of the observer: rows, recordings, and the events of the rows."""

from __future__ import annotations

from collections import OrderedDict, deque
from functools import partial

from dragoman.observer.recording import Recording
from dragoman.observer.row import Row

MAX_ROWS = 5000
MAX_RECORDINGS = 200
MAX_RECORDED_BYTES = 64 * 1024 * 1024
MAX_EVENTS = 2000


class Rings:
    """The latest rows and recordings. `size`: bytes of all recordings, those in progress included."""

    def __init__(self) -> None:
        self.rows: OrderedDict[str, Row] = OrderedDict()
        self.recordings: OrderedDict[str, Recording] = OrderedDict()
        self.size = 0

    def add(self, row: Row, recording: Recording | None) -> None:
        self.rows[row.id] = row
        if len(self.rows) > MAX_ROWS:
            self.rows.popitem(last=False)
        if recording is not None:
            recording.reserve = partial(self._reserve, recording.id)
            self.recordings[row.id] = recording
            if len(self.recordings) > MAX_RECORDINGS:
                self._drop_oldest()

    def forget(self) -> None:
        """Drop all recordings."""
        while self.recordings:
            self._drop_oldest()

    def _reserve(self, id: str, count: int) -> bool:
        """Reserve bytes for a recording, if need be in place of older ones. Returns whether there is room."""
        while self.size + count > MAX_RECORDED_BYTES and next(iter(self.recordings)) != id:
            self._drop_oldest()
        if self.size + count > MAX_RECORDED_BYTES:
            return False
        self.size += count
        return True

    def _drop_oldest(self) -> None:
        _, recording = self.recordings.popitem(last=False)
        self.size -= recording.size
        recording.drop()


class Events:
    """Changes of rows by sequence number. A reader that asks for events which are gone has fallen behind."""

    def __init__(self) -> None:
        self.last = 0
        self.events: deque[Row] = deque(maxlen=MAX_EVENTS)

    def add(self, row: Row) -> None:
        self.last += 1
        self.events.append(row)

    def after(self, sequence: int) -> list[Row] | None:
        """Return the rows that changed after an event, each once, in the order of their last change. None if the reader
        has fallen behind, or has a sequence number of another process."""
        missing = self.last - sequence
        if missing < 0 or missing > len(self.events):
            return None
        changed: dict[str, Row] = {}
        for row in list(self.events)[len(self.events) - missing :]:
            changed.pop(row.id, None)
            changed[row.id] = row
        return list(changed.values())
