"""Waits, retry budgets, and the classification of failures, with a given clock and given chance."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import httpx
import pytest

from dragoman.config.recovery import RetryOptions
from dragoman.masking import CredentialError, TransientError
from dragoman.resilience.budget import REFILL_PER_SECOND, RESERVE, RetryBudget
from dragoman.resilience.failures import IN_STREAM, NO_RESPONSE, FailedResponse, failed_call, failed_response
from dragoman.resilience.waits import Waits
from dragoman.server.delivery import ProviderTimeout

NOW = 1_800_000_000.0
BUSY = FailedResponse(503, error_type="overloaded")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def waits(chance: float = 1.0, **options: Any) -> Waits:
    return Waits(RetryOptions(**options), RetryBudget(0.2, Clock()), lambda: chance)


def test_limit_of_the_wait_doubles_up_to_a_maximum() -> None:
    made = waits(max_retries=7, max_wait=1000.0)
    assert [made.next(BUSY) for _ in range(8)] == [0.5, 1, 2, 4, 8, 8, 8, None]


def test_wait_is_a_random_part_of_the_limit() -> None:
    made = waits(chance=0.25)
    assert [made.next(BUSY) for _ in range(3)] == [0.125, 0.25, None]


def test_stated_wait_is_never_shortened() -> None:
    assert waits(chance=0).next(FailedResponse(429, error_type="rate_limit", wait=3.0)) == 3.0
    assert waits(chance=1).next(FailedResponse(429, error_type="rate_limit", wait=3.0)) == pytest.approx(3.3)


def test_no_repetition_if_the_stated_wait_exceeds_what_is_left() -> None:
    made = waits(max_retries=5)
    assert made.next(FailedResponse(429, error_type="rate_limit", wait=10.1)) is None
    assert made.next(FailedResponse(429, error_type="rate_limit", wait=9.5)) == 10
    assert made.next(FailedResponse(429, error_type="rate_limit", wait=0.1)) is None


def test_all_waits_together_stay_within_the_maximum() -> None:
    made = waits(max_retries=5, max_wait=1.2)
    assert [made.next(BUSY) for _ in range(3)] == pytest.approx([0.5, 0.7, 0.0])


def test_no_retries_when_switched_off() -> None:
    assert waits(max_retries=0).next(BUSY) is None


def test_retries_stay_a_share_of_the_requests() -> None:
    clock = Clock()
    budget = RetryBudget(0.2, clock)
    taken = 0
    for _ in range(1000):
        budget.add_request()
        taken += sum(budget.take() for _ in range(2))
    assert taken <= 1000 * 0.2 + RESERVE


def test_budget_refills_with_time_up_to_its_reserve() -> None:
    clock = Clock()
    budget = RetryBudget(0.0, clock)
    assert sum(budget.take() for _ in range(100)) == RESERVE
    clock.now += 4 / REFILL_PER_SECOND
    assert sum(budget.take() for _ in range(100)) == 4
    clock.now += 10_000
    assert sum(budget.take() for _ in range(100)) == RESERVE


def test_exhausted_budget_ends_the_repetitions() -> None:
    budget = RetryBudget(0.2, Clock())
    made = [Waits(RetryOptions(), budget, lambda: 0.0).next(BUSY) for _ in range(20)]
    assert made.count(None) == 20 - RESERVE


@pytest.mark.parametrize(
    ("status", "error_type", "temporary"),
    [
        *((status, "invalid_request", True) for status in (408, 409, 425)),
        *((status, "server_error", True) for status in (500, 502, 503, 504, 520, 599)),
        *((status, "overloaded", True) for status in (429, 503, 529, IN_STREAM, NO_RESPONSE)),
        *((429, kind, False) for kind in ("quota", "billing")),
        *((status, "invalid_request", False) for status in (400, 404, 413, 422, 429, 500, IN_STREAM)),
        *((status, "context_length_exceeded", False) for status in (400, 413, 429, 500, IN_STREAM)),
        *((status, "authentication", False) for status in (401, 403, 500)),
        (302, "server_error", False),
        (IN_STREAM, "rate_limit", True),
        (IN_STREAM, "content_policy", False),
    ],
)
def test_temporary_failures(status: int, error_type: Any, temporary: bool) -> None:
    assert FailedResponse(status, error_type=error_type).temporary is temporary


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "7", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "7", "retry-after-ms": "soon"}, 7),
        ({"retry-after": formatdate(NOW + 30, usegmt=True)}, 30),
        ({"retry-after": formatdate(NOW - 30, usegmt=True)}, 0),
        ({"retry-after": "Tue, 01 Jan 2999 00:00:00"}, 30_672_144_000),
        *(({"retry-after": text}, 2) for text in ("", "soon", "-1", "nan", "inf", "Mon, 99 Foo 2027 00:00:00 GMT")),
    ],
)
def test_wait_that_the_provider_states(headers: dict[str, str], wait: float) -> None:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    failed = failed_response(429, pairs, b"", {"error_type": "rate_limit", "message": "no", "retry_after": 2}, NOW)
    assert failed.wait == wait


@pytest.mark.parametrize(("text", "temporary"), [("true", True), ("false", False), ("perhaps", False)])
def test_provider_decides_about_a_repetition(text: str, temporary: bool) -> None:
    headers = [(b"x-should-retry", text.encode())]
    assert failed_response(400, headers, b"", {"error_type": "quota", "message": ""}, NOW).temporary is temporary
    assert failed_response(500, [(b"x-should-retry", b"false")], b"", {"message": ""}, NOW).temporary is False


@pytest.mark.parametrize(
    ("error", "temporary", "error_type"),
    [
        (httpx.ConnectError("no"), True, "server_error"),
        (httpx.ConnectTimeout("no"), True, "server_error"),
        (httpx.RemoteProtocolError("no"), True, "server_error"),
        (httpx.UnsupportedProtocol("ftp"), False, "server_error"),
        (ProviderTimeout("300 s"), False, "timeout"),
        (TransientError("later", 3.0), True, "server_error"),
        (CredentialError("none"), False, "authentication"),
    ],
)
def test_calls_without_a_response(error: Exception, temporary: bool, error_type: str) -> None:
    failed = failed_call(error)
    assert (failed.temporary, failed.error_type, failed.status) == (temporary, error_type, NO_RESPONSE)
