"""Observation of one request: what the server reports while it serves it.

The server calls an observation where something happens to its request; a server without an observer has none. All calls
are made in the thread of the event loop. They keep references to what the server has made anyway, and make nothing of
them: the row is made for many requests at once (`Observer`), and the recording when it is read. Between the work of
requests the same would take four times as long. What a request has parsed is released when it ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.forwarded import result_reader
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.library.hub import ApiError, Usage
from dragoman.masking import masked
from dragoman.observer.messages import Headers, MessageState
from dragoman.observer.parts import Parts
from dragoman.observer.recording import Attempt, State
from dragoman.observer.row import MAX_NAME, MAX_TEXT, Result, Row, client_of

USER_AGENT = b"user-agent"
Response = tuple[int, Headers, bytes]  # status, headers and body; the body of a stream is b""


class Target(Protocol):
    """A profile."""

    @property
    def name(self) -> str: ...
    @property
    def provider(self) -> str: ...
    def ids(self) -> list[str]: ...


class Keeper(Protocol):
    """The observer of an observation."""

    keep_bodies: bool

    def changed(self, id: str) -> None: ...
    def reserve(self, count: int) -> bool: ...
    def end(self, observation: Observation) -> None: ...


@dataclass(slots=True, eq=False)
class Observation:
    """One request. Times are those of `time.perf_counter`, and 0 before the event; `started`: the arrival.

    `target`: the present profile; `exchange`: the present one, until the request has ended; `requested`: the client's
    name of the model, `model` the provider's; `recorded`: bodies are kept; `failure`: the error that the client
    received; `client`, `request`, `response`, `answer`: the messages; `size`: bytes of the bodies, about; `way`: see
    `State`."""

    observer: Keeper
    id: str
    kind: str
    path: str
    started: float
    recorded: bool
    headers: Headers = ()  # of the client
    client: tuple[str, str, bytes] | None = None  # method, query and body
    request: tuple[str, str, dict[str, str], bytes] | None = None  # method, URL, headers and body
    response: Response | None = None
    answer: Response | None = None
    parts: Parts | None = None
    target: Target | None = None
    exchange: Exchange | None = None
    requested: str = ""
    model: str = ""
    failed_profiles: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    failure: ApiError | None = None
    received_at: float = 0.0
    translated_at: float = 0.0
    sent_at: float = 0.0
    responded_at: float = 0.0
    first_token_at: float = 0.0
    ended_at: float = 0.0
    status: int = 0
    disconnected: bool = False
    streams: bool = False
    size: int = 0
    way: tuple[str, str, str] = ("", "", "")
    usage: Usage | None = None
    finish_reason: str = ""
    losses: tuple[str, ...] = ()
    read_result: Callable[[], Result] | None = None  # of an answer that was forwarded

    @property
    def profile(self) -> str:
        return self.target.name if self.target is not None else ""

    def received(self, method: str, query: str, headers: Headers, body: bytes) -> None:
        """The body of the request has arrived."""
        self.received_at, self.headers, self.client = perf_counter(), headers, (method, query, body)

    def chosen(self, requested: str, profile: Target, model: str) -> None:
        """The profile was selected."""
        self.requested, self.target, self.model = requested, profile, model

    def routed(self, exchange: Exchange) -> None:
        """An exchange was made for a target."""
        before, self.target, self.exchange = self.target, exchange.profile, exchange
        if before is not None and before.name != exchange.profile.name:
            self.failed_profiles += (before.name,)
        self.observer.changed(self.id)

    def sent(self, request: ProviderRequest, change: str = "") -> None:
        """A request was sent to the provider. `change`: how it differs from the one before, if it is a repetition."""
        model = self.exchange.context.model if self.exchange is not None else self.model
        self.sent_at = now = perf_counter()
        if not change:
            self.translated_at = now
        self.attempts += ((self.profile, model, now, change, 0.0, 0, ""),)
        self.request = request.method, request.url, request.headers, request.body
        if self.response is not None:
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
        self.responded_at, self.response = self.responded_at or perf_counter(), (status, headers, body)

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
        self.answer = status, headers, body

    def end(self, status: int, disconnected: bool, failure: ApiError | None) -> None:
        """The request has ended. `failure`: the error that the client received."""
        self.ended_at, self.status, self.disconnected, self.failure = perf_counter(), status, disconnected, failure
        if self.exchange is not None:
            self._settle(self.exchange)
            self.read_result, self.exchange = result_reader(self.exchange), None
        self.size = self._bytes()
        self.observer.end(self)

    def _bytes(self) -> int:
        """Return the bytes of the bodies, each counted once, and of the stream."""
        client, request, response, answer = self.client, self.request, self.response, self.answer
        size = self.parts.count if self.parts is not None else 0
        if client is not None:
            size += len(client[2])
        if request is not None and (client is None or request[3] is not client[2]):
            size += len(request[3])
        if response is not None:
            size += len(response[2])
        if answer is not None and (response is None or answer[2] is not response[2]):
            size += len(answer[2])
        return size

    def _settle(self, exchange: Exchange) -> None:
        """Keep what the row needs of the exchange."""
        context = exchange.context
        self.requested, self.model, self.streams = context.client_model, context.model, exchange.streams
        self.usage, self.finish_reason, self.losses = context.usage, context.finish_reason, tuple(context.losses)
        self.way = exchange.front.name, exchange.back.name, exchange.profile.variant

    def row(self) -> Row:
        """Return the row of the request as it is now."""
        if self.exchange is not None:
            self._settle(self.exchange)
        started, now = self.started, perf_counter()
        return Row(
            id=self.id,
            time=int((time.time() - now + started) * 1000),
            kind=self.kind,
            path=self.path[:MAX_NAME],
            client=next((client_of(value) for name, value in self.headers if name == USER_AGENT), ("", "")),
            profile=self.profile,
            provider=self.target.provider if self.target is not None else "",
            requested=self.requested[:MAX_NAME],
            model=self.model[:MAX_NAME],
            streams=self.streams,
            status=self.status,
            in_progress=not self.ended_at,
            disconnected=self.disconnected,
            first_token=(self.first_token_at - started) * 1000 if self.first_token_at else None,
            duration=((self.ended_at or now) - started) * 1000,
            finish_reason=self.finish_reason,
            usage=self.usage or {},
            losses=self.losses,
            attempts=len(self.attempts),
            failed_profiles=self.failed_profiles,
            failure=self.failure,
            read_result=self.read_result,
        )

    def forget(self) -> None:
        """Drop the messages and the stream."""
        if self.parts is not None:
            self.parts.drop()
        self.client = self.request = self.response = self.answer = self.parts = None

    def state(self) -> State:
        """Return what a `Recording` is made of."""
        if self.exchange is not None:
            self._settle(self.exchange)
        client, sent = self.client, self.request
        messages: tuple[MessageState | None, ...] = (
            (self.headers, client[2], self.path, client[0], 0, client[1]) if client is not None else None,
            (sent[2], sent[3], sent[1], sent[0], 0, "") if sent is not None else None,
            *[one and (one[1], one[2], "", "", one[0], "") for one in (self.response, self.answer)],
        )
        between = self.translated_at, self.sent_at, self.responded_at, self.first_token_at
        provider = self.target.provider if self.target is not None else ""
        stream = self.parts.state() if self.parts is not None else None
        times = self.received_at, *between, self.ended_at
        return self.started, times, self.way, provider, messages, self.attempts, stream
