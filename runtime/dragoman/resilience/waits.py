"""Waits before the repetitions of one request.

Without a time from the provider, a wait is a random part of a limit that doubles (full jitter), so that requests
that failed at the same time are not repeated at the same time. A time that the provider states is never shortened.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from dragoman.config.recovery import RetryOptions
from dragoman.resilience.budget import RetryBudget
from dragoman.resilience.failures import FailedResponse

FIRST_SECONDS = 0.5  # limit of the first wait
MAX_SECONDS = 8.0
SPREAD = 0.1  # added to a stated wait at most, as a share of it


class Waits:
    """The repetitions that one client request may still have. `chance`: returns a number from 0 up to 1."""

    def __init__(self, options: RetryOptions, budget: RetryBudget, chance: Callable[[], float] = random.random) -> None:
        self.options, self.budget, self.chance = options, budget, chance
        self.made = 0
        self.waited = 0.0

    def next(self, failed: FailedResponse) -> float | None:
        """Return the seconds to wait before the next repetition, or None if there is none."""
        if self.made >= self.options.max_retries or not failed.temporary:
            return None
        left = self.options.max_wait - self.waited
        if failed.wait is None:
            wait = min(left, self.chance() * min(MAX_SECONDS, FIRST_SECONDS * float(2**self.made)))
        elif failed.wait > left:
            return None
        else:
            wait = min(left, failed.wait * (1 + SPREAD * self.chance()))
        if not self.budget.take():
            return None
        self.made += 1
        self.waited += wait
        return wait
