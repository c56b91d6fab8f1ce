"""Retry policy: whether a failed provider response is requested again, and with which change.

The policy looks at facts only: the status, the error, and whether the client has received a part of the response.
`Attempt` applies the change that it names. A wait is made as often as `Waits` allows, each other change at most once
for a client request; parameters are removed MAX_REMOVALS times, because providers reject one after the other.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import NamedTuple

from dragoman.library.api_errors import Retry
from dragoman.library.refusals.messages import Refusals
from dragoman.resilience.failures import IN_STREAM, FailedResponse
from dragoman.resilience.waits import Waits

MAX_ERROR_BYTES = 65536  # bytes of an error body that are searched
REJECTED_CONTENT = (IN_STREAM, 400, 422, 500)  # statuses with which providers reject a part of the request
MAX_REMOVALS = 3
NO_RETRY = Retry()
NO_REFUSALS = Refusals()


class Change(Enum):
    """What differs in the next request. The value describes it in logs."""

    FRESH_CREDENTIALS = "with fresh credentials"
    WITHOUT_REJECTED_BLOCKS = "without the blocks that the provider rejected"
    WITHOUT_REJECTED_PARAMETERS = "without the parameters that the provider rejected"
    AFTER_WAIT = "after a wait"
    OTHER_ACCOUNT = "with another account"
    NEW_CONNECTION = "over a new connection"


# how often each change is made, in the order in which they are considered
LIMITS = {
    Change.FRESH_CREDENTIALS: 1,
    Change.WITHOUT_REJECTED_BLOCKS: 1,
    Change.WITHOUT_REJECTED_PARAMETERS: MAX_REMOVALS,
}


class Repetition(NamedTuple):
    """A request that is sent again. `wait`: seconds before it."""

    change: Change
    wait: float = 0.0


class RetryPolicy:
    """The decisions for one client request. `auth_statuses`: statuses with which the provider rejects credentials;
    `rejections`: the error texts for which its protocol omits blocks; `refusals`: those that name parameters; `waits`:
    for temporary failures."""

    def __init__(
        self,
        auth_statuses: Collection[int],
        rejections: Retry = NO_RETRY,
        waits: Waits | None = None,
        refusals: Refusals = NO_REFUSALS,
    ) -> None:
        self.auth_statuses = auth_statuses
        self.rejections, self.refusals = rejections, refusals
        self.waits = waits
        self._made: list[Change] = []

    def decide(self, failed: FailedResponse) -> Repetition | None:
        """Return the repetition to make, or None to report the failure."""
        if failed.delivered:
            return None
        for change, most in LIMITS.items():
            if self._made.count(change) < most and self._helps(change, failed):
                self._made.append(change)
                return Repetition(change)
        wait = self.waits.next(failed) if self.waits else None
        return None if wait is None else Repetition(Change.AFTER_WAIT, wait)

    def _helps(self, change: Change, failed: FailedResponse) -> bool:
        if change is Change.FRESH_CREDENTIALS:
            return failed.status in self.auth_statuses
        if failed.status not in REJECTED_CONTENT:
            return False
        if change is Change.WITHOUT_REJECTED_BLOCKS:
            return self.rejections.after(error_text(failed))
        return failed.error is not None and self.refusals.refuses(failed.error, error_text(failed))


def error_text(failed: FailedResponse) -> str:
    """Return the error body, as far as it is searched."""
    return failed.body[:MAX_ERROR_BYTES].decode("utf-8", "replace")
