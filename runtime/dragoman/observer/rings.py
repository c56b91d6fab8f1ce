"""Bounded memory of the observer: recordings, and the events of the rows."""

from __future__ import annotations

import marshal
import mmap
from collections import deque

from dragoman.observer.recording import State

MAX_ROWS = 5000
MAX_RECORDINGS = 200
MAX_RECORDED_BYTES = 64 * 1024 * 1024
MAX_OPEN_BYTES = 16 * 1024 * 1024  # of streams in progress, which no newer request replaces
LARGE = 128 * 1024  # of a recording that is kept in separate pages
MAX_EVENTS = 2000


class Recordings:
    """The latest requests that have ended, with their bodies. `size`: their bytes, and those of streams in progress,
    which are `open_size`."""

    def __init__(self) -> None:
        self.size = self.open_size = 0
        self._kept: deque[tuple[str, bytes | mmap.mmap]] = deque()

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, id: str, state: State) -> None:
        """Keep the recording of a request that has ended, if there is room."""
        packed = marshal.dumps(state)  # type: ignore[arg-type]
        if self._reserve(len(packed)):
            self._kept.append((id, packed if len(packed) < LARGE else _apart(packed)))
            if len(self._kept) > MAX_RECORDINGS:
                self._drop_oldest()

    def get(self, id: str) -> State | None:
        """Return the state of a recorded request."""
        state: State | None = next((marshal.loads(packed) for found, packed in self._kept if found == id), None)
        return state

    def clear(self) -> None:
        while self._kept:
            self._drop_oldest()

    def reserve(self, count: int) -> bool:
        """Reserve bytes for a stream in progress, or release them. Returns whether there is room."""
        if self.open_size + count > MAX_OPEN_BYTES or not self._reserve(count):
            return False
        self.open_size += count
        return True

    def _reserve(self, count: int) -> bool:
        """Reserve bytes, if need be in place of older recordings. Returns whether there is room."""
        while self.size + count > MAX_RECORDED_BYTES and self._kept:
            self._drop_oldest()
        if self.size + count > MAX_RECORDED_BYTES:
            return False
        self.size += count
        return True

    def _drop_oldest(self) -> None:
        self.size -= len(self._kept.popleft()[1])


def _apart(packed: bytes) -> mmap.mmap:
    """Return a large recording in separate pages, which are returned to the system. Between the short-lived
    allocations of other requests it would fragment the heap, and the process would grow to several times the bytes that
    are kept."""
    pages = mmap.mmap(-1, len(packed))
    pages.write(packed)
    return pages


class Events:
    """Changes of rows by sequence number. A reader that asks for events which are gone has fallen behind."""

    def __init__(self) -> None:
        self.last = 0
        self.ids: deque[str] = deque(maxlen=MAX_EVENTS)

    def add(self, id: str) -> None:
        self.last += 1
        self.ids.append(id)

    def after(self, sequence: int) -> list[str] | None:
        """Return the ids of the rows that changed after an event, each once, in the order of their last change. None if
        the reader has fallen behind, or has a sequence number of another process."""
        missing = self.last - sequence
        if missing < 0 or missing > len(self.ids):
            return None
        latest = dict.fromkeys(list(self.ids)[: -missing - 1 : -1])
        return list(latest)[::-1]
