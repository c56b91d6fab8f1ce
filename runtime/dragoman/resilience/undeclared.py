"""Fields of providers' answers that no spec declares: counted by profile, so that a new field is noticed.

The walk over an answer takes about as long as its validation. Therefore one answer in CHECK_SECONDS of each profile is
checked: a new field is found soon, and the other answers cost a comparison for each event.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

CHECK_SECONDS = 10.0
MAX_PATHS = 100  # of a profile

log = logging.getLogger("dragoman")


class UndeclaredFields:
    """`clock`: returns seconds, from any start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._next: dict[str, float] = {}
        self._counts: dict[str, dict[str, int]] = {}

    def due(self, profile: str) -> bool:
        """Whether the next answer of a profile is checked."""
        now = self.clock()
        if now < self._next.get(profile, now):
            return False
        self._next[profile] = now + CHECK_SECONDS
        return True

    def add(self, profile: str, found: Mapping[str, int]) -> None:
        """Count the fields of one answer, by path; each is logged once."""
        counts = self._counts.setdefault(profile, {})
        for path, count in found.items():
            if path not in counts:
                if len(counts) >= MAX_PATHS:
                    continue
                log.debug("profile %s: a field of the answer is not declared: %s", profile, path)
            counts[path] = counts.get(path, 0) + count

    def of(self, profile: str) -> dict[str, int]:
        """Return the paths of a profile with their counts."""
        return self._counts.get(profile, {})
