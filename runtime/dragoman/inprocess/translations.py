"""Translations of bodies as functions: nothing is sent, read from a file, or logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.exchange.exchange import Exchange
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text

Json = dict[str, Any]


class TranslationError(Exception):
    """The request cannot be translated. `status` and `body`: the error that a client would receive."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(json_text.dumps(body).decode())
        self.status, self.body = status, body


@dataclass(frozen=True, slots=True)
class Loss:
    """A member that the translation dropped, by its path in the client's terms, and the reason."""

    path: str
    reason: str


@dataclass(slots=True)
class Translated:
    """A result. `url` and `headers`: of a request (its key is masked); `losses`: what was dropped."""

    body: Json
    losses: list[Loss] = field(default_factory=list)
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def translate_request(request: Mapping[str, Any], way: Way) -> Translated:
    """Translate a request of a client into the provider's. Raises TranslationError, KeyError for an unknown name."""
    exchange = _exchange(request, way)
    try:
        sent = masked_request(exchange)
    except (InvalidRequest, Refused, UpstreamError, AnsweredLocally) as signal:
        reply = exchange.reply_to(signal)
        raise TranslationError(reply.status, json_text.loads(reply.body)) from None
    return Translated(json_text.loads(sent.body), _losses(exchange), sent.url, sent.headers)


def translate_response(
    response: Mapping[str, Any], request: Mapping[str, Any], way: Way, status: int = 200
) -> Translated:
    """Translate a provider's response, or with a status from 400 its error, into that of the client that sent
    `request`. Raises TranslationError, KeyError."""
    translate_request(request, way)
    exchange = _exchange(request, way)
    exchange.request("")
    exchange.streams = False
    reply = exchange.whole(status, [], json_text.dumps(dict(response)))
    return Translated(json_text.loads(reply.body), _losses(exchange))


class StreamTranslation:
    """Translation of a provider's stream, in pieces of any size: `feed` returns bytes for the client, `end` the last
    ones. `losses`: what was dropped so far."""

    def __init__(self, request: Mapping[str, Any], way: Way) -> None:
        """Raises TranslationError, KeyError."""
        translate_request(request, way)
        self._exchange = _exchange({**request, "stream": True}, way)
        self._exchange.request("")
        self._stream = self._exchange.stream()

    def feed(self, data: bytes) -> bytes:
        return self._stream.feed(data)

    def end(self) -> bytes:
        return self._stream.end()

    @property
    def losses(self) -> list[Loss]:
        return _losses(self._exchange)


def translate_stream(request: Mapping[str, Any], way: Way) -> StreamTranslation:
    """Begin to translate a provider's stream into that of the client that sent `request`. Raises TranslationError,
    KeyError."""
    return StreamTranslation(request, way)


def _exchange(request: Mapping[str, Any], way: Way) -> Exchange:
    body = json_text.dumps(dict(request))
    return open_exchange(way, body, json_text.loads(body))


def _losses(exchange: Exchange) -> list[Loss]:
    return [Loss(*loss.split(";", 1)) for loss in exchange.context.losses]
