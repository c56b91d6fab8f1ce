"""When the limit that a request has reached resets, by the rate limit headers of the response.

A provider has several limits, such as one of requests and one of tokens, and states a reset for each of them. The one
that counts is that of the limit that is used up; of several, the last reset.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

TIME = "-time"
RESET = "-reset"
REMAINING = "-remaining"
USED = "-used"  # percent
MAX_SECONDS: Final = 10_000_000_000  # a larger number is a time in milliseconds
MIN_TIME: Final = 1_000_000_000  # a smaller number is a duration
UNITS: Final = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 0.000001, "µs": 0.000001}
PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|d|h|m|s)")


def stated_reset(limits: Mapping[str, str], now: float) -> float | None:
    """Return the seconds until the reset, or None if there is none. `limits`: values of headers by their neutral names
    (`rate_limit_headers` of the specs); `now`: seconds since the epoch."""
    used_up: list[float] = []
    unknown: list[float] = []  # of limits without a measure
    others: list[float] = []
    for name, value in limits.items():
        stem = name.removesuffix(TIME)
        if not stem.endswith(RESET):
            continue
        try:
            seconds = max(0.0, reset_time(value, now) - now)
        except (ValueError, OverflowError, OSError):
            continue
        state = _used_up(limits, stem.removesuffix(RESET))
        (unknown if state is None else used_up if state else others).append(seconds)
    if used_up or unknown:
        return max(used_up or unknown)
    return min(others, default=None)  # the request is larger than what is left of one of them


def _used_up(limits: Mapping[str, str], name: str) -> bool | None:
    """Return whether a limit is used up; None if the provider does not state how much is left."""
    for end, bound in ((REMAINING, 0.0), (USED, 100.0)):
        try:
            value = float(limits[name + end])
        except (KeyError, ValueError):
            continue
        return value <= bound if end == REMAINING else value >= bound
    return None


def reset_time(value: str, now: float) -> float:
    """Return seconds since the epoch: of a time, a number of seconds or milliseconds since the epoch, a number of
    seconds from now, or a duration such as 1m2.5s. Raises ValueError, OverflowError."""
    value = value.strip()
    try:
        number = float(value)
        if not math.isfinite(number):
            raise OverflowError(value)
    except ValueError:
        parts = PART.findall(value)
        if parts and "".join(map("".join, parts)) == value:
            return now + sum(float(size) * UNITS[unit] for size, unit in parts)
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    if number < MIN_TIME:
        return now + number
    return number if number < MAX_SECONDS else number / 1000
