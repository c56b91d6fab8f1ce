"""Headers of a provider's response that the client receives: retries, the request id, rate limits, and those that its
own protocol declares.

Protocols state the reset of a limit as a time, or as the duration until it; one is converted into the other.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from dragoman.masking import masked_bytes

RETRY_HEADERS: Final = (b"retry-after", b"retry-after-ms", b"x-should-retry")
TIME: Final = "-time"  # ends the neutral name of a limit whose value is a time; without it, the value is a duration
MAX_SECONDS: Final = 10_000_000_000  # a larger number is a time in milliseconds
MIN_TIME: Final = 1_000_000_000  # a smaller number is a duration
UNITS: Final = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 0.000001, "µs": 0.000001}
PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|d|h|m|s)")


def passed_headers(
    front: Mapping[str, Any], back: Mapping[str, Any], request_id_header: str, headers: dict[bytes, bytes]
) -> list[tuple[bytes, bytes]]:
    """Return the provider's headers for the client, under the names of the client's protocol. `request_id_header`: the
    provider's header with the request id."""
    if not headers:
        return []
    passed: dict[bytes, bytes] = {name: headers[name] for name in RETRY_HEADERS if name in headers}
    own = front.get("request_id_header", "")
    if own and request_id_header and (id := headers.get(request_id_header.encode("latin-1"))):
        passed[own.encode("latin-1")] = id
    if front.get("name") == back.get("name"):
        starts = tuple(name.encode("latin-1") for name in front.get("response_headers", ()))
        passed |= {name: value for name, value in headers.items() if starts and name.startswith(starts)}
    names = front.get("rate_limit_headers", {})
    for neutral, name in back.get("rate_limit_headers", {}).items():
        value = headers.get(name.encode("latin-1"))
        if value is None:
            continue
        if neutral in names:
            passed[names[neutral].encode("latin-1")] = value
        elif other := names.get(neutral.removesuffix(TIME) if neutral.endswith(TIME) else neutral + TIME):
            text = converted(value.decode("latin-1"), not neutral.endswith(TIME), time.time())
            passed |= {other.encode("latin-1"): text.encode()} if text else {}
    return [(name, masked_bytes(value)) for name, value in passed.items()]


def converted(value: str, to_time: bool, now: float) -> str:
    """Return the reset of a limit as a time in RFC 3339, or as the duration until it; "" if it cannot be read."""
    try:
        at = _time(value.strip(), now)
        if to_time:
            return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return f"{max(at - now, 0):.3f}".rstrip("0").rstrip(".") + "s"
    except (ValueError, OverflowError, OSError):
        return ""


def _time(value: str, now: float) -> float:
    """Return seconds since the epoch: of a time, a number of seconds or milliseconds since the epoch, a number of
    seconds from now, or a duration such as 1m2.5s."""
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
