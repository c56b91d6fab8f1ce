"""The reads of a stream, each with what was written for it, packed several at once."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from time import perf_counter

from dragoman.observer.messages import MAX_BYTES

MAX_UNPACKED = 16  # parts, unless one of them is larger than
LARGE = 2 * 1024  # bytes

Part = tuple[float, bytes, bytes]  # time by `time.perf_counter`, bytes from the provider, bytes for the client
StreamState = tuple[list[bytes], bool]  # packed parts, and whether these are all


class Parts:
    """`reserve`: returns whether there is room for so many bytes more; `size`: bytes that are reserved; `whole`: there
    was room for all parts, else none are kept."""

    __slots__ = ("_packed", "_unpacked", "reserve", "size", "whole")

    def __init__(self, reserve: Callable[[int], bool]) -> None:
        self.reserve = reserve
        self.size = 0
        self.whole = True
        self._packed: list[bytes] = []
        self._unpacked: list[Part] = []

    def add(self, received: bytes, written: bytes) -> None:
        """Record one read. This is called for each event of a stream."""
        self._unpacked.append((perf_counter(), received, written))
        if len(self._unpacked) >= MAX_UNPACKED or len(received) + len(written) > LARGE:
            self._pack()

    def _pack(self) -> None:
        packed = marshal.dumps(self._unpacked)
        size = len(packed)
        self.whole = self.whole and self.size + size <= MAX_BYTES and self.reserve(size)
        if self.whole:
            self._packed.append(packed)
            self.size += size
            self._unpacked.clear()
        else:
            self.drop()

    def drop(self) -> None:
        """Forget what was recorded."""
        self.reserve(-self.size)
        self.size = 0
        self._packed.clear()
        self._unpacked.clear()

    def state(self) -> StreamState:
        return [*self._packed, marshal.dumps(self._unpacked)] if self.whole else [], self.whole


def parts_of(state: StreamState) -> Iterator[Part]:
    """Yield the parts of a recorded stream."""
    for packed in state[0]:
        yield from marshal.loads(packed)
