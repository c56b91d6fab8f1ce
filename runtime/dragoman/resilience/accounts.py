"""Account pool of a profile: which of its accounts serves a conversation, and which ones cool down.

A conversation stays with its account while that is available, so that prompt caches stay warm. An account that reached
a limit cools down until the time that the provider states.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection

from dragoman.config.recovery import AccountPick
from dragoman.library.names import digest

COOL_DOWN_SECONDS = 60.0  # if the provider states no time
MAX_STATED_SECONDS = 8 * 86_400.0  # weekly limits exist; a longer time is probably an error
MAX_SESSIONS = 10_000  # conversations whose account is remembered


class AccountPool:
    """`names`: of the accounts, in order of preference; `clock`: returns seconds, from any start."""

    def __init__(self, names: tuple[str, ...], pick: AccountPick, clock: Callable[[], float] = time.monotonic) -> None:
        self.names, self.pick, self.clock = names, pick, clock
        self.cooling: dict[str, tuple[float, str]] = {}  # name -> until when, and the failure
        self.used = dict.fromkeys(names, 0)
        self.sessions: OrderedDict[str, str] = OrderedDict()

    def choose(self, session: str, tried: Collection[str] = ()) -> str | None:
        """Return the account for a request of a conversation, or None if all cool down or were tried."""
        now = self.clock()
        free = [name for name in self.names if name not in tried and self.cooling.get(name, (0.0, ""))[0] <= now]
        if not free:
            return None
        name = self.sessions.get(session, "")
        if name not in free:
            name = self._picked(free, session)
            self.sessions[session] = name
            if len(self.sessions) > MAX_SESSIONS:
                self.sessions.popitem(last=False)
        self.sessions.move_to_end(session)
        self.used[name] += 1
        return name

    def cool(self, name: str, wait: float | None, cause: str) -> None:
        """Let an account cool down. `wait`: seconds, if the provider states them."""
        seconds = COOL_DOWN_SECONDS if wait is None else min(wait, MAX_STATED_SECONDS)
        self.cooling[name] = self.clock() + seconds, cause

    @property
    def remaining(self) -> float:
        """Seconds until one of the accounts is available."""
        now = self.clock()
        return min(max(0.0, self.cooling.get(name, (0.0, ""))[0] - now) for name in self.names)

    def clear(self) -> list[str]:
        """Make all accounts available. Return the names of those that cooled down."""
        now, cooling, self.cooling = self.clock(), self.cooling, {}
        return [name for name, (until, _) in cooling.items() if until > now]

    def status(self) -> dict[str, dict[str, object]]:
        """Return the accounts as JSON values."""
        now, found = self.clock(), {}
        for name in self.names:
            until, cause = self.cooling.get(name, (0.0, ""))
            found[name] = {"requests": self.used[name], "seconds": round(max(0.0, until - now), 1), "cause": cause}
        return found

    def _picked(self, free: list[str], session: str) -> str:
        if self.pick == "fill":
            return free[0]
        if self.pick == "least_used":
            return min(free, key=lambda name: self.used[name])
        return max(free, key=lambda name: digest(session, name))
