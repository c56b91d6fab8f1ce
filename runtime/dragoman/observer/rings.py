"""Bounded memory of the observer: recordings, and the events of the rows."""

from __future__ import annotations

import marshal
import mmap
from collections import deque
from typing import NamedTuple

from dragoman.observer.messages import MAX_BYTES, TOO_LARGE
from dragoman.observer.observation import Observation
from dragoman.observer.recording import State

MAX_ROWS = 5000
MAX_RECORDINGS = 200
MAX_RECORDED_BYTES = 64 * 1024 * 1024
MAX_OPEN_BYTES = 16 * 1024 * 1024  # of streams in progress, which no newer request replaces
SMALL = 4096  # of a request that is dropped with others
LARGE = 128 * 1024  # of a body or a stream that is kept in separate pages, and of a request that is packed at once
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


class Pages(NamedTuple):
    """Data in pages of its own, of which it may fill a part."""

    memory: mmap.mmap
    length: int


Data = bytes | Pages


class Kept(NamedTuple):
    """A recording. `packed`: its state without the bodies and the stream, in one object, because many small ones that
    stay in memory would slow down the requests after it; `bodies`: of the messages, each once; `places`: where in
    `bodies` each is found."""

    id: str
    packed: bytes
    bodies: list[Data]
    places: list[int]
    parts: Data
    size: int

    def state(self) -> State:
        head, messages, attempts, whole = marshal.loads(self.packed)
        bodies = [_read(self.bodies[place]) for place in self.places]
        joined = [one and (one[0], body, *one[1:]) for one, body in zip(messages, bodies, strict=True)]
        state: State = (*head, tuple(joined), attempts, None if whole is None else (_read(self.parts), whole))
        return state


class Recordings:
    """The latest requests that have ended, with their bodies. `size`: their bytes, and those of streams in progress,
    which are `open_size`. Large bodies are dropped one by one, so that new ones take their places in memory; small ones
    with `pack`, because many at once take less time."""

    def __init__(self) -> None:
        self.size = self.open_size = 0
        self._kept: deque[Observation | Kept] = deque()
        self._spare: deque[mmap.mmap] = deque(maxlen=MAX_SPARE_PAGES)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, observation: Observation) -> None:
        """Keep a request that has ended, if there is room."""
        size = observation.size
        one = observation if size < LARGE else self._packed(observation)
        if observation.parts is not None:
            observation.parts.release()
        if self._reserve(one.size):
            self._kept.append(one)
            while size > SMALL and len(self._kept) > MAX_RECORDINGS:
                self._drop_oldest()
        if one is not observation:
            observation.forget()

    def pack(self) -> None:
        """Pack the requests that are not packed yet, and drop those that are too many."""
        while len(self._kept) > MAX_RECORDINGS:
            self._drop_oldest()
        for place in range(len(self._kept) - 1, -1, -1):
            one = self._kept[place]
            if isinstance(one, Kept):
                if one.size < LARGE:
                    break
                continue
            packed = self._packed(one)
            self.size += packed.size - one.size
            self._kept[place] = packed
            one.forget()
        self._reserve(0)

    def get(self, id: str) -> Observation | Kept | None:
        """Return a recorded request."""
        return next((one for one in self._kept if one.id == id), None)

    def clear(self) -> None:
        while self._kept:
            self._drop_oldest()
        self._spare.clear()

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
        oldest = self._kept.popleft()
        self.size -= oldest.size
        if not isinstance(oldest, Kept):
            oldest.forget()
            return
        for data in (*oldest.bodies, oldest.parts):
            if isinstance(data, Pages) and len(data.memory) <= MAX_SPARE_BYTES:
                self._spare.append(data.memory)

    def _packed(self, observation: Observation) -> Kept:
        *head, messages, attempts, stream = observation.state()
        bodies = [one[1] if one else b"" for one in messages]
        if sum(map(len, bodies)) > MAX_BYTES:
            bodies = [TOO_LARGE if body else b"" for body in bodies]
        places = [next(place for place, other in enumerate(bodies) if other is body) for body in bodies]
        once = [self._apart(body if places[place] == place else b"") for place, body in enumerate(bodies)]
        rest = [one and (one[0], *one[2:]) for one in messages]
        packed = marshal.dumps((head, rest, attempts, stream and stream[1]))
        parts = self._apart(stream[0] if stream else b"")
        return Kept(observation.id, packed, once, places, parts, len(packed) + sum(map(_size, (*once, parts))))

    def _apart(self, data: bytes) -> Data:
        """Return large data in separate pages, which are returned to the system. Between the short-lived allocations of
        other requests it would fragment the heap, and the process would grow to several times the bytes that are kept.
        Pages of a dropped recording are used again: the system clears new ones."""
        if len(data) < LARGE:
            return data
        size = -(-len(data) // UNIT) * UNIT
        memory = next((one for one in self._spare if len(one) == size), None)
        if memory is None:
            memory = mmap.mmap(-1, size, **PAGES)
        else:
            self._spare.remove(memory)
        memory.seek(0)
        memory.write(data)
        return Pages(memory, len(data))


def _read(data: Data) -> bytes:
    return data.memory[: data.length] if isinstance(data, Pages) else data


def _size(data: Data) -> int:
    return len(data.memory) if isinstance(data, Pages) else len(data)


class Events:
    """Changes of rows by sequence number. A reader that asks for events which are gone has fallen behind."""

    def __init__(self) -> None:
        self.last = 0
        self.ids: deque[str] = deque(maxlen=MAX_EVENTS)

    def after(self, sequence: int) -> list[str] | None:
        """Return the ids of the rows that changed after an event, each once, in the order of their last change. None if
        the reader has fallen behind, or has a sequence number of another process."""
        missing = self.last - sequence
        if missing < 0 or missing > len(self.ids):
            return None
        latest = dict.fromkeys(list(self.ids)[: -missing - 1 : -1])
        return list(latest)[::-1]
