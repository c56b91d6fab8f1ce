"""Parts of a stream that an observer keeps, appended by the server for each read.

To append is all that happens for a part: room in the recording is reserved for several parts at once. Without room, or
without a recording, only the first part and the last ones are kept, from which the usage of a forwarded stream is read.
"""

from __future__ import annotations

from collections.abc import Callable

PART_BYTES = 150  # that a part takes besides its contents
BETWEEN_CHECKS = 16  # parts
LAST_PARTS = 4  # that are kept without room

Part = tuple[float, bytes, bytes]  # time by `time.perf_counter`, bytes from the provider, bytes for the client


class Parts(list[Part]):
    """`reserve`: returns whether there is room for bytes; `kept`: parts that have room; `check_at`: the number of parts
    at which `check` is due."""

    def __init__(self, reserve: Callable[[int], bool]) -> None:
        super().__init__()
        self.reserve = reserve
        self.kept, self.check_at = 0, BETWEEN_CHECKS
        self.cut = False  # parts are missing

    def check(self) -> None:
        """Reserve room for the parts that were appended, or drop all but the last of them."""
        need = sum(len(received) + len(written) + PART_BYTES for _, received, written in self[self.kept :])
        if not need or self.reserve(need):
            self.kept = len(self)
        else:
            self.cut = self.cut or len(self) > max(self.kept, 1) + LAST_PARTS
            del self[max(self.kept, 1) : -LAST_PARTS]
        self.check_at = len(self) + BETWEEN_CHECKS

    def ends(self) -> tuple[list[bytes], bool]:
        """Return what the first part received and the last ones, and whether these are all parts."""
        rest = [received for _, received, _ in self[max(1, len(self) - LAST_PARTS - 1) :] if received]
        return [self[0][1], *rest[-LAST_PARTS:]], not self.cut and len(self) <= LAST_PARTS + 1
