"""Facts about exchanges, in the form in which the observer takes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.forwarded import result_of_answer, result_of_stream
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.library.hub import ApiError
from dragoman.observer.observer import Observation, Route

FIRST, LAST = 2, 5  # events; the very last one is incomplete or empty


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
    context, read, parts = exchange.context, None, observation.parts
    if exchange.forwarded is not None:
        read = partial(result_of_answer, exchange)
    elif exchange.same and parts:
        parts.check()
        read = partial(result_of_stream, exchange, whole_events(*parts.ends()))
    observation.settle(context.losses, context.usage, context.finish_reason, read)


def whole_events(parts: Sequence[bytes], complete: bool) -> bytes:
    """Return the first and the last events of a stream, which contain its usage. `parts`: its first read, and its last
    ones; `complete`: there are no reads between them."""
    if complete:
        events = _split(b"".join(parts))
        return b"".join(events if len(events) <= FIRST + LAST else events[:FIRST] + events[-LAST:])
    begun, tail = _split(parts[0]), _split(b"".join(parts[1:]))
    return b"".join(begun[:-1][:FIRST] + tail[1:][-LAST:])  # without those that are cut


def _split(data: bytes) -> list[bytes]:
    """Return the events of a stream; the last one may be incomplete or empty."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    *events, rest = data.split(b"\n\n")
    return [*[event + b"\n\n" for event in events], rest]


def error_of(failure: ApiError | None) -> tuple[str, str] | None:
    """Return the type and the message of an error."""
    return (failure.get("error_type", "server_error"), failure["message"]) if failure else None
