"""Retry budget of a profile: the share of its requests that may be repeated.

A provider that fails for everyone receives at most `share` more requests than without retries, plus a small reserve
for profiles with few requests. The budget is a token bucket, as in gRPC and Finagle: a request adds `share`, time adds
`REFILL_PER_SECOND`, and a repetition takes 1.
"""

from __future__ import annotations

import time
from collections.abc import Callable

RESERVE = 10.0  # repetitions that a full bucket allows at once
REFILL_PER_SECOND = 0.5


class RetryBudget:
    """`clock`: returns seconds, from any start."""

    def __init__(self, share: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.share, self.clock = share, clock
        self.tokens = RESERVE
        self.updated = clock()

    def add_request(self) -> None:
        """Count a request of a client."""
        self.tokens = min(RESERVE, self.tokens + self.share)

    def take(self) -> bool:
        """Take a repetition. Returns whether the budget allows it."""
        now = self.clock()
        self.tokens = min(RESERVE, self.tokens + (now - self.updated) * REFILL_PER_SECOND)
        self.updated = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True
