"""State of a server about its providers that outlives a request: retry budgets."""

from __future__ import annotations

import time
from collections.abc import Callable

from dragoman.config.profiles import Profile
from dragoman.resilience.budget import RetryBudget


class ProviderStates:
    """The states by profile, created on first use. `clock`: returns seconds, from any start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.budgets: dict[str, RetryBudget] = {}

    def budget(self, profile: Profile) -> RetryBudget:
        """Return the retry budget of a profile."""
        found = self.budgets.get(profile.name)
        if found is None or found.share != profile.retry.budget:
            found = self.budgets[profile.name] = RetryBudget(profile.retry.budget, self.clock)
        return found
