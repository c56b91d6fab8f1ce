"""State of a server about its providers that outlives a request: retry budgets, circuit breakers, account pools."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from dragoman.config.profiles import Profile
from dragoman.config.routing import Target
from dragoman.library.refusals.adjustments import Adjustment
from dragoman.resilience.accounts import AccountPool
from dragoman.resilience.breaker import Breaker, State
from dragoman.resilience.budget import RetryBudget
from dragoman.resilience.failures import FailedResponse
from dragoman.resilience.undeclared import UndeclaredFields

MAX_BREAKERS = 1000  # clients choose the names of models
MAX_ADJUSTED = 1000  # models whose rejected parameters are remembered
MAX_ADJUSTMENTS = 16  # of a model


class ProviderStates:
    """Budgets by profile, and breakers by profile and model. A breaker exists only after a failure, so that requests
    to providers without failures cost a look into an empty mapping. `clock`: returns seconds, from any start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.budgets: dict[str, RetryBudget] = {}
        self.breakers: dict[tuple[str, str], Breaker] = {}
        self.pools: dict[str, AccountPool] = {}
        self.undeclared = UndeclaredFields(clock)
        self.adjusted: dict[tuple[str, str], tuple[Adjustment, ...]] = {}

    def pool(self, profile: Profile) -> AccountPool:
        """Return the account pool of a profile with accounts."""
        names, found = tuple(profile.accounts), self.pools.get(profile.name)
        if found is None or (found.names, found.pick) != (names, profile.pick):
            found = self.pools[profile.name] = AccountPool(names, profile.pick, self.clock)
        return found

    def budget(self, profile: Profile) -> RetryBudget:
        """Return the retry budget of a profile."""
        found = self.budgets.get(profile.name)
        if found is None or found.share != profile.options.retry.budget:
            found = self.budgets[profile.name] = RetryBudget(profile.options.retry.budget, self.clock)
        return found

    def adjustments(self, target: Target) -> tuple[Adjustment, ...]:
        """Return the parameters that the provider has rejected for this model of the profile."""
        return self.adjusted.get((target.profile.name, target.model), ())

    def remember(self, target: Target, adjustments: tuple[Adjustment, ...]) -> None:
        """Remember the rejected parameters without which a request was answered; the oldest are forgotten."""
        key = target.profile.name, target.model
        if adjustments and adjustments != self.adjusted.get(key):
            if len(self.adjusted) >= MAX_ADJUSTED and key not in self.adjusted:
                del self.adjusted[next(iter(self.adjusted))]
            self.adjusted[key] = adjustments[-MAX_ADJUSTMENTS:]

    def enter(self, target: Target) -> State:
        """Return whether a request may be sent, see `Breaker.enter`."""
        breaker = self.breakers.get((target.profile.name, target.model))
        return breaker.enter() if breaker is not None else "closed"

    def breaker(self, target: Target) -> Breaker:
        """Return the breaker of a target."""
        key, options = (target.profile.name, target.model), target.profile.options.breaker
        found = self.breakers.get(key)
        if found is None or found.options != options:
            if len(self.breakers) >= MAX_BREAKERS:
                self.breakers = {key: one for key, one in self.breakers.items() if one.state != "closed"}
            found = self.breakers[key] = Breaker(options, self.clock)
        return found

    def report(self, target: Target, failed: FailedResponse | None, probe: bool) -> None:
        """Record the outcome of a request. `failed`: None for an answer; `probe`: it was let through as a probe."""
        if failed is not None and failed.of_provider:
            self.breaker(target).fail(failed, probe)
        elif breaker := self.breakers.get((target.profile.name, target.model)):
            breaker.succeed(probe)

    def leave(self, target: Target) -> None:
        """End a probe without a result."""
        if breaker := self.breakers.get((target.profile.name, target.model)):
            breaker.leave()

    def clear(self, profile: str = "", model: str = "") -> list[str]:
        """Close the breakers of a profile and model, or all, and end the cool-downs of accounts. Return the names of
        those that were open or cooled down."""
        found = []
        for (name, id), breaker in self.breakers.items():
            if profile in ("", name) and model in ("", id):
                if breaker.state != "closed":
                    found.append(f"{name}/{id}")
                breaker.clear()
        for name, pool in self.pools.items():
            if profile in ("", name) and not model:
                found += [f"{name} (account {account})" for account in pool.clear()]
        return found

    def status(self, profiles: Iterable[Profile]) -> dict[str, Any]:
        """Return the states of profiles as JSON values."""
        return {profile.name: self._status(profile) for profile in profiles}

    def _status(self, profile: Profile) -> dict[str, Any]:
        found: dict[str, Any] = {"provider": profile.provider}
        if profile.problem:
            found["problem"] = profile.problem
        breakers = {model: one for (name, model), one in self.breakers.items() if name == profile.name}
        found["breakers"] = {
            model: {"state": one.state, "seconds": round(one.remaining, 1), "cause": one.cause}
            for model, one in breakers.items()
            if one.state != "closed"
        }
        adjusted = {model: found for (name, model), found in self.adjusted.items() if name == profile.name}
        if adjusted:
            found["rejected_parameters"] = {
                model: sorted({one.name for one in adjustments}) for model, adjustments in adjusted.items()
            }
        if undeclared := self.undeclared.of(profile.name):
            found["undeclared_fields"] = dict(undeclared)
        if profile.accounts:
            found["accounts"] = self.pool(profile).status()
        return found
