"""Failed responses: what is known about them, and whether the same request may succeed a little later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from dragoman.library.hub import ApiError, ErrorType
from dragoman.masking import CredentialError, TransientError
from dragoman.resilience.resets import stated_reset

IN_STREAM = 0  # `status` of an error with a good HTTP status, such as one that begins a stream
NO_RESPONSE = -1  # `status` if there is no response
TEMPORARY_STATUSES = (408, 409, 425)
TEMPORARY_TYPES = ("rate_limit", "overloaded", "server_error", "timeout", "conflict")
PROVIDER_TYPES = ("rate_limit", "overloaded", "server_error", "timeout", "quota")
ACCOUNT_TYPES = ("rate_limit", "quota", "billing", "authentication", "permission")
LIMITED_TYPES = ("rate_limit", "quota")  # for which the reset of a limit is the time to wait
SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")  # of `retry-after`
REPEATED_STATUSES = (IN_STREAM, NO_RESPONSE, 429)

NO_LIMITS: Mapping[str, str] = {}
Headers = Iterable[tuple[bytes, bytes]]  # names in lower case


@dataclass(frozen=True, slots=True)
class FailedResponse:
    """A failed response. `status`: its HTTP status, IN_STREAM or NO_RESPONSE; `body`: the error body or text;
    `delivered`: the client has received events of the response, so that no other response can follow; `wait`: seconds
    after which the provider accepts another request, if it states them; `repeatable`: what the provider states about a
    repetition, if anything; `error`: what its body reports."""

    status: int
    body: bytes = b""
    delivered: bool = False
    error_type: ErrorType | None = None
    wait: float | None = None
    repeatable: bool | None = None
    error: ApiError | None = None

    @property
    def temporary(self) -> bool:
        """Whether the same request may succeed later."""
        if self.repeatable is not None or self.status in TEMPORARY_STATUSES:
            return self.repeatable is not False
        known = self.status in REPEATED_STATUSES or self.status >= 500
        return known and self.error_type in TEMPORARY_TYPES

    @property
    def of_provider(self) -> bool:
        """Whether the provider failed, and not the request."""
        return self.error_type in PROVIDER_TYPES

    @property
    def of_account(self) -> bool:
        """Whether another account of the same provider may serve the request."""
        return self.error_type in ACCOUNT_TYPES

    @property
    def summary(self) -> str:
        """The failure in a few words, without text of the provider."""
        status = f" (HTTP {self.status})" if self.status > 0 else " (no response)" if self.status < 0 else ""
        return f"{self.error_type or 'error'}{status}"


def failed_response(
    status: int, headers: Headers, body: bytes, failure: ApiError, now: float, limits: Mapping[str, str] = NO_LIMITS
) -> FailedResponse:
    """Describe an error of a provider. `now`: seconds since the epoch; `limits`: its rate limits, by neutral names."""
    stated = {name: value.decode("latin-1").strip() for name, value in headers}
    repeatable = {"true": True, "false": False}.get(stated.get(b"x-should-retry", "").lower())
    wait = stated_wait(stated, now)
    if wait is None and failure.get("retry_after"):
        wait = float(failure["retry_after"])
    if wait is None and failure.get("error_type") in LIMITED_TYPES:
        wait = stated_reset(limits, now)
    status = IN_STREAM if 200 <= status < 300 else status
    return FailedResponse(status, body, False, failure.get("error_type", "server_error"), wait, repeatable, failure)


def failed_call(error: Exception) -> FailedResponse:
    """Describe a call that ended without a response: no connection, a timeout, or credentials that are missing."""
    if isinstance(error, CredentialError):
        if isinstance(error, TransientError):
            return FailedResponse(NO_RESPONSE, error_type="server_error", wait=error.retry_after)
        return FailedResponse(NO_RESPONSE, error_type="authentication")
    if isinstance(error, (httpx.UnsupportedProtocol, ValueError)):  # the same with every repetition
        return FailedResponse(NO_RESPONSE, error_type="server_error", repeatable=False)
    if isinstance(error, httpx.HTTPError):
        return FailedResponse(NO_RESPONSE, error_type="server_error")
    return FailedResponse(NO_RESPONSE, error_type="timeout", repeatable=False)  # a long time has passed


def stated_wait(headers: dict[bytes, str], now: float) -> float | None:
    """Return the seconds of `retry-after-ms` or `retry-after` (seconds or a date); None without a valid one."""
    for name, scale in ((b"retry-after-ms", 0.001), (b"retry-after", 1.0)):
        text = headers.get(name, "")
        if SECONDS.fullmatch(text) and (seconds := float(text) * scale) < float("inf"):
            return seconds
    try:
        date = parsedate_to_datetime(headers.get(b"retry-after", ""))
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
