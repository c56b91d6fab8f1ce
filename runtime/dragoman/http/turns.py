"""Shares of the event loop: large reads beyond a budget wait for the next turn of the loop.

Hundreds of streams that arrive faster than they are translated would be served one after the other in one turn of the
loop, and every other request would wait for all of them several times. Small reads never wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter

LARGE_READ = 16 * 1024  # bytes that may wait
BUDGET_SECONDS = 0.002  # of work on large reads in a turn


class Turns:
    """`waiting`: what is called in the next turns, in this order."""

    def __init__(self) -> None:
        self.waiting: deque[Callable[[], None]] = deque()
        self._began = 0.0  # work on large reads in this turn; 0: there was none

    def wait_for(self, size: int) -> bool:
        """Whether a read of so many bytes waits: there was enough work in this turn, or other reads wait already."""
        if size < LARGE_READ:
            return False
        if not self._began:
            self._begin()
        return bool(self.waiting) or perf_counter() - self._began > BUDGET_SECONDS

    async def turn(self, size: int) -> None:
        """Wait for the turn of a read of so many bytes."""
        if self.wait_for(size):
            turn = asyncio.Event()
            self.waiting.append(turn.set)
            await turn.wait()

    def _begin(self) -> None:
        self._began = perf_counter()
        asyncio.get_running_loop().call_soon(self._end)

    def _end(self) -> None:
        """Begin the next turn with what waits."""
        self._began = 0.0
        if self.waiting:
            self._begin()
        while self.waiting:
            self.waiting.popleft()()
            if perf_counter() - self._began > BUDGET_SECONDS:
                break
