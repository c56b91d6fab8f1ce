"""Observation of one request: what the server reports while it serves it.

The server calls an observation where something happens to its request; a server without an observer has none. All calls
are made in the thread of the event loop. They keep references to what the server has made anyway.

When the request ends, its row is made, and what its recording is made of. Neither refers to the exchange with its
parsed bodies, which would stay in memory.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.forwarded import result_reader
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.library.context import Context
from dragoman.library.hub import ApiError
from dragoman.masking import masked
from dragoman.observer.messages import Headers, MessageState
from dragoman.observer.parts import Parts
from dragoman.observer.recording import Attempt, State
from dragoman.observer.rings import Recordings
from dragoman.observer.row import MAX_NAME, MAX_TEXT, Row, client_of

USER_AGENT = b"user-agent"
NO_CONTEXT = Context()  # of a request that was not sent
NO_CLIENT = "", ""
NO_WAY = "", "", ""
NO_USAGE: Mapping[str, Any] = {}


class Keeper(Protocol):
    """The observer of an observation."""

    known_models: dict[str, Collection[str]]
    recordings: Recordings

    def changed(self, id: str) -> None: ...
    def end(self, observation: Observation) -> None: ...


@dataclass(slots=True, eq=False)
class Observation:
    """One request. Times are those of `time.perf_counter`, and 0 before the event; `started`: the arrival.

    `exchange`: the present one, until the request has ended; `requested`: the client's name of the model, `model` the
    provider's; `recorded`: bodies are kept; `failure`: the error that the client received."""

    observer: Keeper
    id: str
    kind: str
    path: str
    started: float
    recorded: bool
    headers: Headers = ()  # of the client
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
    failure: ApiError | None = None
    received_at: float = 0.0
    translated_at: float = 0.0
    responded_at: float = 0.0
    first_token_at: float = 0.0
    ended_at: float = 0.0
    status: int = 0
    disconnected: bool = False

    def received(self, method: str, query: str, headers: Headers, body: bytes) -> None:
        """The body of the request has arrived."""
        self.received_at, self.headers = perf_counter(), headers
        self.client = headers, body, 0, self.path, method, query

    def chosen(self, requested: str, profile: str, provider: str, model: str) -> None:
        """The profile was selected."""
        self.requested, self.profile, self.provider, self.model = requested, profile, provider, model

    def routed(self, exchange: Exchange) -> None:
        """An exchange was made for a target."""
        self.translated_at, self.exchange = perf_counter(), exchange
        name = exchange.profile.name
        if self.profile != name:
            self.failed_profiles += (self.profile,) if self.profile else ()
            self.profile, self.provider = name, exchange.profile.provider
        self.requested, self.model = exchange.context.client_model, exchange.context.model
        if name not in self.observer.known_models:
            self.observer.known_models[name] = frozenset(exchange.profile.ids())
        self.observer.changed(self.id)

    def sent(self, request: ProviderRequest, change: str = "") -> None:
        """A request was sent to the provider. `change`: how it differs from the one before, if it is a repetition."""
        self.attempts += ((self.profile, self.model, perf_counter(), change, 0.0, 0, ""),)
        self.request = request.headers, request.body, 0, request.url, request.method
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
        self.parts = Parts(self.observer.recordings.reserve) if self.recorded else None
        return self.parts

    def answered(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """The response to the client has begun, or was sent as a whole with this body."""
        self.answer = headers, body, status

    def end(self, status: int, disconnected: bool, failure: ApiError | None) -> None:
        """The request has ended. `failure`: the error that the client received."""
        self.ended_at = perf_counter()
        self.status, self.disconnected, self.failure = status, disconnected, failure
        self.observer.end(self)

    def row(self) -> Row:
        """Return the row of the request as it is now."""
        now, exchange, read_result = self.ended_at or perf_counter(), self.exchange, None
        context = NO_CONTEXT
        if exchange is not None:
            context = exchange.context
            if self.ended_at and exchange.forwarded is not None:
                read_result = result_reader(exchange, exchange.forwarded)
        return Row(  # by place: names would take three times as long
            self.id,
            int((time.time() - now + self.started) * 1000),
            self.kind,
            self.path[:MAX_NAME],
            self._client(),
            self.profile,
            self.provider,
            self.requested[:MAX_NAME],
            self.model[:MAX_NAME],
            exchange is not None and exchange.streams,
            self.status,
            not self.ended_at,
            self.disconnected,
            (self.first_token_at - self.started) * 1000 if self.first_token_at else None,
            (now - self.started) * 1000,
            context.finish_reason,
            context.usage or NO_USAGE,
            tuple(context.losses),
            len(self.attempts),
            tuple([(one[0], one[3]) for one in self.attempts if one[3]]) if len(self.attempts) > 1 else (),
            self.failed_profiles,
            self.failure,
            None,
            read_result,
        )

    def _client(self) -> tuple[str, str]:
        """Return the name and the version of the client."""
        for name, value in self.headers:
            if name == USER_AGENT:
                return client_of(value)
        return NO_CLIENT

    def state(self) -> State:
        """Return what a `Recording` is made of."""
        exchange = self.exchange
        way = (exchange.front.name, exchange.back.name, exchange.profile.variant) if exchange else NO_WAY
        sent_at = self.attempts[-1][2] if self.attempts else 0.0
        times = self.received_at, self.translated_at, sent_at, self.responded_at, self.first_token_at, self.ended_at
        messages = self.client, self.request, self.response, self.answer
        stream = self.parts.state() if self.parts is not None else None
        return self.started, times, way, self.provider, messages, self.attempts, stream
