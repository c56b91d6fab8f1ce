"""Headers of a provider's response that the client receives: retries, the request id, rate limits, and those that its
own protocol declares.

Protocols state the reset of a limit as a time, or as the duration until it; one is converted into the other.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from dragoman.masking import masked_bytes
from dragoman.resilience.failures import stated_wait
from dragoman.resilience.resets import reset_time

WAITS: Final = (b"retry-after", b"retry-after-ms")
MAX_WAIT: Final = 366 * 86400.0  # seconds; a longer wait is a mistake
RETRY_HEADERS: Final = (*WAITS, b"x-should-retry")
TIME: Final = "-time"  # ends the neutral name of a limit whose value is a time; without it, the value is a duration
MEMBER: Final = "?"  # separates a header from the name of a value in it, as in a query


def passed_headers(
    front: Mapping[str, Any],
    back: Mapping[str, Any],
    request_id_header: str,
    headers: dict[bytes, bytes],
    limits: Mapping[str, str],
) -> list[tuple[bytes, bytes]]:
    """Return the provider's headers for the client, under the names of the client's protocol. `request_id_header`: the
    provider's header with the request id; `limits`: see `limit_values`."""
    if not headers:
        return []
    passed: dict[bytes, bytes] = {name: headers[name] for name in RETRY_HEADERS if name in headers}
    for name in WAITS:
        if name in passed:
            wait = stated_wait({name: passed[name].decode("latin-1").strip()}, time.time())
            if wait is None or wait > MAX_WAIT:
                del passed[name]
    own = front.get("request_id_header", "")
    if own and request_id_header and (id := headers.get(request_id_header.encode("latin-1"))):
        passed[own.encode("latin-1")] = id
    if front.get("name") == back.get("name"):
        starts = tuple(name.encode("latin-1") for name in front.get("response_headers", ()))
        passed |= {name: value for name, value in headers.items() if starts and name.startswith(starts)}
    names = front.get("rate_limit_headers", {})
    for neutral, value in limits.items():
        if neutral in names and not (neutral.endswith(TIME) and value.strip().isdigit()):
            passed[names[neutral].encode("latin-1")] = value.encode("latin-1")
        elif other := names.get(neutral) or names.get(
            neutral.removesuffix(TIME) if neutral.endswith(TIME) else neutral + TIME
        ):
            text = converted(value, neutral in names or not neutral.endswith(TIME), time.time())
            passed |= {other.encode("latin-1"): text.encode()} if text else {}
    return [(name, masked_bytes(value)) for name, value in passed.items()]


def limit_values(names: Mapping[str, str], headers: dict[bytes, bytes]) -> dict[str, str]:
    """Return the values of rate limit headers by their neutral names. `names`: the headers, and after `?` the value in
    a header that has several."""
    found = {}
    for neutral, name in names.items():
        header, _, member = name.partition(MEMBER)
        value = headers.get(header.lower().encode("latin-1"))
        if value is None:
            continue
        text = value.decode("latin-1")
        if not member:
            found[neutral] = text
        elif (inner := dict(parse_qsl(text)).get(member)) is not None:
            found[neutral] = inner
    return found


def converted(value: str, to_time: bool, now: float) -> str:
    """Return the reset of a limit as a time in RFC 3339, or as the duration until it; "" if it cannot be read."""
    try:
        at = reset_time(value, now)
        if to_time:
            return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return f"{max(at - now, 0):.3f}".rstrip("0").rstrip(".") + "s"
    except (ValueError, OverflowError, OSError):
        return ""
