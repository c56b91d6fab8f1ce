"""Retry policy: whether a failed provider response is requested again, and with which change.

The policy looks at facts only: the status, the error text, and whether the client has received a part of the response.
`Attempt` applies the change that it names. Each change is made at most once for a client request, so a request is sent
at most once more than there are changes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from dragoman.library.api_errors import Retry

MAX_ERROR_BYTES = 65536  # bytes of an error body that are searched
IN_STREAM = 0  # `status` of an error that begins a stream with a good HTTP status
REJECTED_CONTENT = (IN_STREAM, 400, 422)  # statuses with which providers reject a part of the request
NO_RETRY = Retry()


class Change(Enum):
    """What differs in the next request. The value describes it in logs."""

    FRESH_CREDENTIALS = "with fresh credentials"
    WITHOUT_REJECTED_BLOCKS = "without the blocks that the provider rejected"


@dataclass(frozen=True, slots=True)
class FailedResponse:
    """A failed response. `status`: its HTTP status, or IN_STREAM; `body`: the error body or text; `delivered`: the
    client has received events of the response, so that no other response can follow."""

    status: int
    body: bytes = b""
    delivered: bool = False


class RetryPolicy:
    """The decisions for one client request. `auth_statuses`: statuses with which the provider rejects credentials;
    `rejections`: the error texts for which its protocol omits blocks."""

    def __init__(self, auth_statuses: Collection[int], rejections: Retry = NO_RETRY) -> None:
        self.auth_statuses = auth_statuses
        self.rejections = rejections
        self._made: set[Change] = set()

    def decide(self, failed: FailedResponse) -> Change | None:
        """Return the change to make before the request is sent again, or None to report the failure."""
        if failed.delivered:
            return None
        for change in Change:
            if change not in self._made and self._helps(change, failed):
                self._made.add(change)
                return change
        return None

    def _helps(self, change: Change, failed: FailedResponse) -> bool:
        if change is Change.FRESH_CREDENTIALS:
            return failed.status in self.auth_statuses
        text = failed.body[:MAX_ERROR_BYTES].decode("utf-8", "replace")
        return failed.status in REJECTED_CONTENT and self.rejections.after(text)
