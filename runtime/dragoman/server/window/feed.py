"""Facts about exchanges, in the form in which the observer takes them."""

from __future__ import annotations

import re
from collections import deque
from itertools import islice

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.library.hub import ApiError
from dragoman.observer.observer import Observation, Route

EVENT_END = re.compile(rb"\r?\n\r?\n")
LINE_ENDS = (b"\n\n", 2), (b"\n\r\n", 3)
FIRST_EVENTS, LAST_EVENTS = 2, 6


def route_of(exchange: Exchange) -> Route:
    """Return where an exchange sends its request."""
    profile, context, front, back = exchange.profile, exchange.context, exchange.front, exchange.back
    titles = front.table.get("title", front.name), back.table.get("title", back.name)
    names = front.name, back.name
    return Route(profile.name, profile.provider, profile.variant, context.client_model, context.model, titles, names)


def routed(observation: Observation, exchange: Exchange) -> None:
    observation.routed(route_of(exchange), exchange.streams, exchange.profile.ids)


def sent(observation: Observation, request: ProviderRequest, change: str = "") -> None:
    observation.sent(request.method, request.url, request.headers, request.body, change)


def settle(observation: Observation, exchange: Exchange) -> None:
    """Note the losses, the usage and the finish reason of an exchange that has ended."""
    context = exchange.context
    if exchange.same and observation.parts:
        exchange.read_forwarded(whole_events(observation.parts))
    observation.settle(context.losses, context.usage, context.finish_reason)


def whole_events(parts: deque[bytes]) -> bytes:
    """Return the first and the last events of a stream, which contain its usage. `parts`: its first and last reads,
    each with any number of events."""
    first, *rest = parts
    tail = b"".join(rest)
    complete = len(parts) < (
        parts.maxlen or 0
    )  # otherwise reads between them are missing, and the tail begins within an event
    if complete:
        first += tail
    ends = [end.end() for end in islice(EVENT_END.finditer(first), FIRST_EVENTS)]
    head = first[: ends[-1] if ends else 0]
    if complete:
        return head + last_events(first[len(head) :])
    begin = EVENT_END.search(tail)
    return head + last_events(tail[begin.end() :] if begin else b"")


def last_events(data: bytes) -> bytes:
    """Return the last events of complete ones."""
    start = len(data)
    for _ in range(LAST_EVENTS):
        ends = (place + size for end, size in LINE_ENDS if (place := data.rfind(end, 0, max(0, start - 1))) >= 0)
        start = max(ends, default=0)
    return data[start:]


def error_of(failure: ApiError | None) -> tuple[str, str] | None:
    """Return the type and the message of an error."""
    return (failure.get("error_type", "server_error"), failure["message"]) if failure else None
