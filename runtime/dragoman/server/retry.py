"""Retry policy: whether a failed provider response is requested again, and with which change.

The policy looks at facts only: the status, the error, and whether the client has received a part of the response.
`Attempt` applies the change that it names. A wait is made as often as `Waits` allows, each other change at most once
for a client request.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import NamedTuple

from dragoman.library.api_errors import Retry
from dragoman.resilience.failures import IN_STREAM, FailedResponse
from dragoman.resilience.waits import Waits

MAX_ERROR_BYTES = 65536  # bytes of an error body that are searched
REJECTED_CONTENT = (IN_STREAM, 400, 422)  # statuses with which providers reject a part of the request
NO_RETRY = Retry()


class Change(Enum):
    """What differs in the next request. The value describes it in logs."""

    FRESH_CREDENTIALS = "with fresh credentials"
    WITHOUT_REJECTED_BLOCKS = "without the blocks that the provider rejected"
    AFTER_WAIT = "after a wait"


class Repetition(NamedTuple):
    """A request that is sent again. `wait`: seconds before it."""

    change: Change
    wait: float = 0.0


class RetryPolicy:
    """The decisions for one client request. `auth_statuses`: statuses with which the provider rejects credentials;
    `rejections`: the error texts for which its protocol omits blocks; `waits`: for temporary failures."""

    def __init__(
        self, auth_statuses: Collection[int], rejections: Retry = NO_RETRY, waits: Waits | None = None
    ) -> None:
        self.auth_statuses = auth_statuses
        self.rejections = rejections
        self.waits = waits
        self._made: set[Change] = set()

    def decide(self, failed: FailedResponse) -> Repetition | None:
        """Return the repetition to make, or None to report the failure."""
        if failed.delivered:
            return None
        for change in (Change.FRESH_CREDENTIALS, Change.WITHOUT_REJECTED_BLOCKS):
            if change not in self._made and self._helps(change, failed):
                self._made.add(change)
                return Repetition(change)
        wait = self.waits.next(failed) if self.waits else None
        return None if wait is None else Repetition(Change.AFTER_WAIT, wait)

    def _helps(self, change: Change, failed: FailedResponse) -> bool:
        if change is Change.FRESH_CREDENTIALS:
            return failed.status in self.auth_statuses
        text = failed.body[:MAX_ERROR_BYTES].decode("utf-8", "replace")
        return failed.status in REJECTED_CONTENT and self.rejections.after(text)
