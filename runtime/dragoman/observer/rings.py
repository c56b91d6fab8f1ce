"""Bounded memory of the observer: recordings, and the events of the rows."""

from __future__ import annotations

import marshal
import mmap
from collections import deque

from dragoman.observer.observation import Observation
from dragoman.observer.recording import State, limited, size_of

MAX_ROWS = 5000
MAX_RECORDINGS = 200
MAX_RECORDED_BYTES = 64 * 1024 * 1024
MAX_OPEN_BYTES = 16 * 1024 * 1024  # of streams in progress, which no newer request replaces
SMALL = 96 * 1024  # of a recording whose objects are kept: to pack it takes time, and packed ones take less memory
LARGE = 128 * 1024  # of a packed recording that is kept in separate pages
UNIT = 16 * 1024  # sizes of such pages are multiples of it
MAX_SPARE_PAGES = 4  # of dropped recordings, for the next ones
MAX_SPARE_BYTES = 512 * 1024  # of one of them
MAX_EVENTS = 2000
# Private pages that are all there at once: each page that is written for the first time would be a page fault.
PAGES: dict[str, int] = (
    {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_POPULATE", 0)}
    if hasattr(mmap, "MAP_PRIVATE")
    else {}
)


# A request that has ended, the bytes that its recording takes, and the recording; None: the request has its messages.
Kept = tuple[Observation, int, State | bytes | mmap.mmap | None]


class Recordings:
    """The latest requests that have ended, with their bodies. `size`: their bytes, without the headers of small ones,
    and those of streams in progress, which are `open_size`."""

    def __init__(self) -> None:
        self.size = self.open_size = 0
        self._kept: deque[Kept] = deque()
        self._spare: deque[mmap.mmap] = deque(maxlen=MAX_SPARE_PAGES)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, observation: Observation) -> None:
        """Keep the recording of a request that has ended, if there is room."""
        size = observation.size
        if observation.parts is not None or size > SMALL:
            self._pack(observation)
        elif self.size + size <= MAX_RECORDED_BYTES or self._room(size):
            self.size += size
            self._kept.append((observation, size, None))
            if len(self._kept) > MAX_RECORDINGS:
                self._drop_oldest()
        else:
            observation.release()

    def _pack(self, observation: Observation) -> None:
        state = observation.state()
        observation.release()
        kept: State | bytes | mmap.mmap = state
        size = size_of(state)
        if size > SMALL:
            kept = packed = marshal.dumps(limited(state))
            size = len(packed) if len(packed) < LARGE else -(-len(packed) // UNIT) * UNIT
        if self._room(size):
            self.size += size
            self._kept.append((observation, size, self._apart(packed, size) if size >= LARGE else kept))
            if len(self._kept) > MAX_RECORDINGS:
                self._drop_oldest()

    def get(self, observation: Observation) -> State | None:
        """Return the state of a recorded request."""
        found = next((one for one in self._kept if one[0] is observation), None)
        if found is None:
            return None
        kept = found[2]
        if kept is None:
            return observation.state()
        state: State = kept if isinstance(kept, tuple) else marshal.loads(kept)
        return state

    def clear(self) -> None:
        while self._kept:
            self._drop_oldest()
        self._spare.clear()

    def reserve(self, count: int) -> bool:
        """Reserve bytes for a stream in progress, or release them. Returns whether there is room."""
        if self.open_size + count > MAX_OPEN_BYTES or not self._room(count):
            return False
        self.open_size += count
        self.size += count
        return True

    def _room(self, count: int) -> bool:
        """Make room for bytes, if need be in place of older recordings. Returns whether there is room."""
        while self.size + count > MAX_RECORDED_BYTES and self._kept:
            self._drop_oldest()
        return self.size + count <= MAX_RECORDED_BYTES

    def _drop_oldest(self) -> None:
        observation, size, kept = self._kept.popleft()
        self.size -= size
        if kept is None:
            observation.release()
        if isinstance(kept, mmap.mmap) and size <= MAX_SPARE_BYTES:
            self._spare.append(kept)

    def _apart(self, packed: bytes, size: int) -> mmap.mmap:
        """Return a large recording in separate pages, which are returned to the system. Between the short-lived
        allocations of other requests it would fragment the heap, and the process would grow to several times the bytes
        that are kept. Pages of a dropped recording are used again: the system clears new ones."""
        pages = next((one for one in self._spare if len(one) == size), None)
        if pages is None:
            pages = mmap.mmap(-1, size, **PAGES)
        else:
            self._spare.remove(pages)
        pages.seek(0)
        pages.write(packed)
        return pages


class Events:
    """Changes of rows by sequence number. A reader that asks for events which are gone has fallen behind. `ids`: of the
    rows, to which their changes are appended; `gone`: the number of those that are no longer there."""

    def __init__(self) -> None:
        self.gone = 0
        self.ids: list[str] = []

    @property
    def last(self) -> int:
        """The number of the last event."""
        return self.gone + len(self.ids)

    def limit(self) -> None:
        """Drop the oldest events, if there are too many. This is called for several of them at once."""
        excess = len(self.ids) - MAX_EVENTS
        if excess > 0:
            del self.ids[:excess]
            self.gone += excess

    def after(self, sequence: int) -> list[str] | None:
        """Return the ids of the rows that changed after an event, each once, in the order of their last change. None if
        the reader has fallen behind, or has a sequence number of another process."""
        missing = self.last - sequence
        if missing < 0 or missing > min(len(self.ids), MAX_EVENTS):
            return None
        latest = dict.fromkeys(self.ids[: -missing - 1 : -1])
        return list(latest)[::-1]
