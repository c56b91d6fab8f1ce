"""Lag of the event loop: how late a timer fires, which is how long other work has blocked the loop."""

from __future__ import annotations

import asyncio

INTERVAL_SECONDS = 0.25
MAX_IDLE_SECONDS = 300.0  # without a reader, after which nothing is measured


class LoopLag:
    """Measures from the first reading on. `take` returns the largest lag since the one before."""

    def __init__(self) -> None:
        self.largest = self.last_read = self.due = 0.0
        self.running = False

    def take(self) -> float:
        loop = asyncio.get_running_loop()
        self.last_read = loop.time()
        if not self.running:
            self.running = True
            self._wait(loop)
        found, self.largest = self.largest, 0.0
        return found

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        self.due = loop.time() + INTERVAL_SECONDS
        loop.call_at(self.due, self._measure, loop)

    def _measure(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self.largest = max(self.largest, now - self.due)
        if now - self.last_read < MAX_IDLE_SECONDS:
            self._wait(loop)
        else:
            self.running = False
