"""The reads of a stream, each with what was written for it, packed as they arrive."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from io import BytesIO
from time import perf_counter

from dragoman.observer.messages import MAX_BYTES

BLOCK = 8 * 1024  # bytes of a block; a buffer that grows without a limit would be copied many times

Part = tuple[float, bytes, bytes]  # time by `time.perf_counter`, bytes from the provider, bytes for the client
StreamState = tuple[bytes, bool]  # packed parts, and whether these are all


class Parts:
    """`reserve`: returns whether there is room for so many bytes more; `size`: bytes that are reserved; `whole`: there
    was room for all parts, else none are kept."""

    def __init__(self, reserve: Callable[[int], bool]) -> None:
        self.reserve = reserve
        self.size = 0
        self.whole = True
        self._blocks: list[bytes] = []
        self._block = bytearray()

    def add(self, received: bytes, written: bytes) -> None:
        """Record one read. This is called for each event of a stream."""
        if self.whole:
            self._block += marshal.dumps((perf_counter(), received, written))
            if len(self._block) > BLOCK:
                self._end_block()

    def _end_block(self) -> None:
        size = len(self._block)
        self.whole = self.size + size <= MAX_BYTES and self.reserve(size)
        if self.whole:
            self._blocks.append(bytes(self._block))
            self.size += size
            self._block = bytearray()
        else:
            self.drop()

    def drop(self) -> None:
        """Forget what was recorded."""
        self.reserve(-self.size)
        self.size = 0
        self._blocks, self._block = [], bytearray()

    def state(self) -> StreamState:
        return b"".join([*self._blocks, self._block]), self.whole


def parts_of(state: StreamState) -> Iterator[Part]:
    """Yield the parts of a recorded stream."""
    packed = BytesIO(state[0])
    while packed.tell() < len(state[0]):
        yield marshal.load(packed)
