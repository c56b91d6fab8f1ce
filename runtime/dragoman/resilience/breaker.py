"""Circuit breaker of one profile and model: it stops requests to a provider that keeps failing.

States: `closed`, requests pass; `open`, none pass until the cool-down ends; `half_open`, one request passes as a
probe. Failures and successes are balanced: a success cancels one failure, so that a breaker opens only if more
requests fail than succeed. A time that the provider states wins over the cool-down, which doubles with each failed
probe.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from dragoman.config.recovery import BreakerOptions
from dragoman.resilience.failures import FailedResponse

State = Literal["closed", "open", "half_open"]
MAX_STATED_SECONDS = 86_400.0  # a longer time of a provider is probably an error


class Breaker:
    """`clock`: returns seconds, from any start."""

    def __init__(self, options: BreakerOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self.options, self.clock = options, clock
        self.failures: deque[float] = deque(maxlen=max(options.failures, 1))
        self.until: float | None = None  # when the cool-down ends; None: closed
        self.opened = 0  # times since it was closed
        self.probing = False
        self.cause = ""  # the failure that opened it

    @property
    def state(self) -> State:
        if self.until is None:
            return "closed"
        return "open" if self.clock() < self.until else "half_open"

    @property
    def remaining(self) -> float:
        """Seconds until the next probe."""
        return max(0.0, self.until - self.clock()) if self.until is not None else 0.0

    def enter(self) -> State:
        """Return `closed` for a request that passes, `half_open` for one that passes as a probe, and `open` for one
        that does not."""
        state = self.state
        if state != "half_open":
            return state
        if self.probing:
            return "open"
        self.probing = True
        return "half_open"

    def leave(self) -> None:
        """End a probe without a result, because the client has disconnected."""
        self.probing = False

    def succeed(self, probe: bool) -> None:
        """Record an answer. `probe`: of the request that was let through as a probe."""
        if probe:
            self.clear()
        elif self.failures:
            self.failures.popleft()

    def fail(self, failed: FailedResponse, probe: bool) -> None:
        """Record a failure of the provider."""
        now = self.clock()
        if probe:
            self._open(failed, now)
        elif self.until is None and self.options.failures:
            while self.failures and now - self.failures[0] > self.options.window:
                self.failures.popleft()
            self.failures.append(now)
            if len(self.failures) >= self.options.failures:
                self._open(failed, now)

    def clear(self) -> None:
        """Close the breaker and forget all failures."""
        self.failures.clear()
        self.until, self.opened, self.probing, self.cause = None, 0, False, ""

    def _open(self, failed: FailedResponse, now: float) -> None:
        options = self.options
        wait = min(options.max_cool_down, options.cool_down * float(2 ** min(self.opened, 30)))
        if failed.wait is not None:
            wait = min(failed.wait, MAX_STATED_SECONDS)
        self.until, self.probing, self.cause = now + wait, False, failed.summary
        self.opened += 1
