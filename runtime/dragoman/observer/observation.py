"""Observation of one request: what the server reports while it serves it.

The server calls an observation where something happens to its request; a server without an observer has none. All calls
are made in the thread of the event loop. They keep references to what the server has made anyway.

When the request ends, the observation lets its exchange go, whose parsed bodies would stay in memory. Its row and its
recording are made of it when they are read.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.forwarded import Forwarded, result_of
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.library.hub import ApiError
from dragoman.masking import masked
from dragoman.observer.messages import Headers, MessageState
from dragoman.observer.parts import Parts
from dragoman.observer.recording import Attempt, State
from dragoman.observer.row import MAX_NAME, MAX_TEXT, Prices, Row, client_of

NO_WAY = "", "", ""  # of a request that was not sent
NO_USAGE: Mapping[str, Any] = {}


class Keeper(Protocol):
    """The observer of an observation."""

    known_models: dict[str, Collection[str]]

    def changed(self, id: str) -> None: ...
    def reserve(self, count: int) -> bool: ...
    def end(self, observation: Observation) -> None: ...


@dataclass(slots=True, eq=False)
class Observation:
    """One request. Times are those of `time.perf_counter`, and 0 before the event; `started`: the arrival.

    `agent`: the user agent of the client; `exchange`: the present one, until the request has ended; `requested`: the
    client's name of the model, `model` the provider's; `recorded`: bodies are kept. The fields without a value are set
    when the request ends: `arrived`: Unix time of the arrival; `failure`: the error that the client received; `way`:
    names of the protocols and variant of the provider; `losses`: "path;reason"; `forwarded`: the answer, if it was
    forwarded, until `complete` reads its usage."""

    observer: Keeper
    id: str
    kind: str
    path: str
    started: float
    recorded: bool
    agent: bytes = b""
    client: MessageState | None = None
    request: MessageState | None = None  # to the provider
    response: MessageState | None = None
    answer: MessageState | None = None
    parts: Parts | None = None
    exchange: Exchange | None = None
    requested: str = ""
    profile: str = ""
    provider: str = ""
    model: str = ""
    failed_profiles: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    received_at: float = 0.0
    translated_at: float = 0.0
    responded_at: float = 0.0
    first_token_at: float = 0.0
    ended_at: float = 0.0
    arrived: float = field(init=False)
    status: int = field(init=False)
    disconnected: bool = field(init=False)
    failure: ApiError | None = field(init=False)
    streams: bool = field(init=False)
    way: tuple[str, str, str] = field(init=False)
    losses: tuple[str, ...] = field(init=False)
    usage: Mapping[str, Any] = field(init=False)
    finish_reason: str = field(init=False)
    forwarded: Forwarded | None = field(init=False)
    cost: float | None = field(init=False)  # US dollars; None: unknown

    def received(self, method: str, query: str, headers: Headers, body: bytes, agent: bytes = b"") -> None:
        """The body of the request has arrived. `agent`: the user agent, which is one of the headers."""
        self.received_at, self.agent = perf_counter(), agent
        self.client = headers, body, 0, self.path, method, query

    def chosen(self, requested: str, profile: str, provider: str, model: str) -> None:
        """The profile was selected."""
        self.requested, self.profile, self.provider, self.model = requested, profile, provider, model

    def routed(self, exchange: Exchange) -> None:
        """An exchange was made for a target."""
        self.translated_at, self.exchange = perf_counter(), exchange
        profile, context, observer = exchange.profile, exchange.context, self.observer
        if self.profile != profile.name:
            self.failed_profiles += (self.profile,) if self.profile else ()
            self.profile, self.provider = profile.name, profile.provider
        self.requested, self.model = context.client_model, context.model
        if profile.name not in observer.known_models:
            observer.known_models[profile.name] = frozenset(profile.ids())
        observer.changed(self.id)

    def sent(self, request: ProviderRequest, change: str = "") -> None:
        """A request was sent to the provider. `change`: how it differs from the one before, if it is a repetition."""
        attempt = self.profile, self.model, perf_counter(), change, 0.0, 0, ""
        self.request = request.headers, request.body, 0, request.url, request.method
        if not self.attempts:
            self.attempts = (attempt,)
            return
        self.attempts += (attempt,)
        self.response, self.responded_at = None, 0.0
        if self.parts is not None:
            self.parts.drop()

    def failed(self, problem: str, status: int) -> None:
        """An attempt failed, so that another one may be made."""
        if self.attempts:
            *before, last = self.attempts
            self.attempts = (*before, (*last[:4], perf_counter(), status, masked(problem)[:MAX_TEXT]))

    def responded(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """The provider's response has begun, or has arrived as a whole with this body."""
        self.responded_at = self.responded_at or perf_counter()
        self.response = headers, body, status

    def first_token(self) -> None:
        """The client received the first content of a stream."""
        if not self.first_token_at:
            self.first_token_at = perf_counter()
            self.observer.changed(self.id)

    def record_stream(self) -> Parts | None:
        """Return the parts of a stream to record; None if bodies are not kept."""
        self.parts = Parts(self.observer.reserve) if self.recorded else None
        return self.parts

    def answered(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """The response to the client has begun, or was sent as a whole with this body."""
        self.answer = headers, body, status

    def end(self, status: int, disconnected: bool, failure: ApiError | None) -> None:
        """The request has ended. `failure`: the error that the client received."""
        self.ended_at = now = perf_counter()
        self.arrived = time.time() - now + self.started
        self.status, self.disconnected, self.failure = status, disconnected, failure
        self.cost, exchange = None, self.exchange
        if exchange is None:
            self.streams, self.way, self.losses, self.forwarded = False, NO_WAY, (), None
            self.usage, self.finish_reason = NO_USAGE, ""
        else:
            context, back, answer = exchange.context, exchange.back, exchange.forwarded
            self.streams = exchange.streams
            self.way = exchange.front.name, back.name, exchange.profile.options.variant
            self.losses = tuple(context.losses) if context.losses else ()
            self.usage, self.finish_reason = context.usage or NO_USAGE, context.finish_reason
            self.forwarded = None if answer is None else (back, exchange.wrap, context, answer)
            self.exchange = None
        self.observer.end(self)

    def complete(self, price: Prices | None) -> None:
        """Add what takes time to make of a request that has ended."""
        if self.forwarded is not None:
            self.usage, self.finish_reason = result_of(self.forwarded)
            self.forwarded = None
        if price is not None and self.usage:
            self.cost = price(self.profile, self.model, self.usage, self.arrived)

    def row(self) -> Row:
        """Return the row of the request as it is now."""
        if not self.ended_at:
            return self._open_row()
        return self._row(self.arrived, self.ended_at, self.streams, self.losses, self.finish_reason, self.usage)

    def _open_row(self) -> Row:
        now, exchange = perf_counter(), self.exchange
        arrived = time.time() - now + self.started
        if exchange is None:
            return self._row(arrived, now, False, (), "", NO_USAGE)
        context = exchange.context
        usage = context.usage or NO_USAGE
        return self._row(arrived, now, exchange.streams, tuple(context.losses), context.finish_reason, usage)

    def _row(
        self,
        arrived: float,
        now: float,
        streams: bool,
        losses: tuple[str, ...],
        finish_reason: str,
        usage: Mapping[str, Any],
    ) -> Row:
        ended = self.ended_at != 0
        return Row(
            id=self.id,
            time=int(arrived * 1000),
            kind=self.kind,
            path=self.path[:MAX_NAME],
            client=client_of(self.agent),
            profile=self.profile,
            provider=self.provider,
            requested=self.requested[:MAX_NAME],
            model=self.model[:MAX_NAME],
            streams=streams,
            status=self.status if ended else 0,
            in_progress=not ended,
            disconnected=ended and self.disconnected,
            first_token=(self.first_token_at - self.started) * 1000 if self.first_token_at else None,
            duration=(now - self.started) * 1000,
            finish_reason=finish_reason,
            usage=usage,
            losses=losses,
            attempts=len(self.attempts),
            repetitions=self.repetitions,
            failed_profiles=self.failed_profiles,
            failure=self.failure if ended else None,
            cost=self.cost if ended else None,
        )

    @property
    def repetitions(self) -> tuple[tuple[str, str], ...]:
        """Profile and change of each repeated request."""
        return tuple([(one[0], one[3]) for one in self.attempts if one[3]])

    @property
    def headers(self) -> Headers:
        """The headers of the client, as long as they are kept."""
        return self.client[0] if self.client is not None else ()

    @property
    def size(self) -> int:
        """Bytes of the bodies. That of a request that is forwarded without a change is one for both sides."""
        client, request, response, answer = self.client, self.request, self.response, self.answer
        size = len(client[1]) if client is not None else 0
        if request is not None and (client is None or request[1] is not client[1]):
            size += len(request[1])
        if response is not None:
            size += len(response[1])
        return size if answer is None else size + len(answer[1])

    def release(self) -> None:
        """Forget the messages and the stream."""
        if self.parts is not None:
            self.parts.drop()
        self.client = self.request = self.response = self.answer = self.parts = None

    def state(self) -> State:
        """Return what a `Recording` is made of."""
        exchange, way = self.exchange, NO_WAY
        if self.ended_at:
            way = self.way
        elif exchange is not None:
            way = exchange.front.name, exchange.back.name, exchange.profile.options.variant
        sent_at = self.attempts[-1][2] if self.attempts else 0.0
        times = self.received_at, self.translated_at, sent_at, self.responded_at, self.first_token_at, self.ended_at
        messages = self.client, self.request, self.response, self.answer
        stream = self.parts.state() if self.parts is not None else None
        return self.started, times, way, self.provider, messages, self.attempts, stream
