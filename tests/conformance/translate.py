"""Interface between the cases and the product: the operations of `dragoman translate` as three functions.

They build the same Exchange as the command line and the proxy, for a client of `front` and a profile with the
provider's name and the key `KEY`. Nothing is sent. `losses` contains the losses of request and response.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.exchange import bodies
from dragoman.exchange import exchange as product
from dragoman.exchange.outgoing import ClientRequest
from dragoman.exchange.replies import Reply
from dragoman.exchange.route import Route
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.resilience.failures import FailedResponse
from dragoman.server.retry import Change, Repetition, RetryPolicy
from dragoman.values import json_text
from tests.conformance import specs

FRONT = "anthropic_messages"
KEY = "sk-untold"


@dataclass
class Sent:
    """The request to the provider."""

    method: str
    url: str
    headers: dict[str, str]
    body: Any
    losses: list[str]
    protocol: str = ""


@dataclass
class ClientResponse:
    """A complete response to the client."""

    status: int
    headers: dict[str, str]
    body: Any
    losses: list[str]
    raw: bytes = b""


@dataclass
class Streamed:
    sse: bytes
    losses: list[str]


def request(
    provider: str,
    send: Any,
    headers: Any = (),
    refused: dict[str, Any] | None = None,
    front: str = FRONT,
    **options: Any,
) -> Sent | ClientResponse:
    """Return the request to the provider, or the response of a request that is answered locally.

    With `refused`, return the request that follows this error of the provider.
    """
    try:
        exchange = _exchange(provider, send, headers, front=front, **options)
    except InvalidRequest as bad:
        status, body = loader.front(front).failure({"error_type": "invalid_request", "message": str(bad)}, Context())
        return ClientResponse(status, {}, body, [])
    try:
        sent = exchange.request(KEY)
    except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
        return _response(exchange, exchange.reply_to(signal))
    if refused:
        failed = FailedResponse(refused["status"], json.dumps(refused["body"]).encode())
        repetition = RetryPolicy((), exchange.back.retry).decide(failed)
        assert repetition == Repetition(Change.WITHOUT_REJECTED_BLOCKS), "the policy does not repeat the request"
        again = exchange.without_rejected_blocks(sent)
        assert again is not None, "the request has none of the blocks"
        sent = again
    body, losses = json_text.loads(sent.body), list(exchange.context.losses)
    return Sent(sent.method, sent.url, sent.headers, body, losses, exchange.back.name)


def response(
    provider: str,
    given: Any,
    request: Any,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **options: Any,
) -> ClientResponse:
    """Translate a complete provider response (JSON, or the text of a body)."""
    exchange = _sent_exchange(provider, request, **options)
    data = given.encode() if isinstance(given, str) else json_text.dumps(given)
    kind = {"content-type": "application/json" if not data or data[:1] in b"{[" else "text/plain"}
    return _response(exchange, exchange.whole(status, _pairs({**kind, **(headers or {})}), data))


def stream(
    provider: str, sse: bytes, request: Any, step: int | None = None, end: bool = True, **options: Any
) -> Streamed:
    """Translate a provider stream, `step` bytes at a time; `end` closes the connection afterwards."""
    exchange = _sent_exchange(provider, {**request, "stream": True}, **options)
    translation = exchange.stream()
    step = step or max(len(sse), 1)
    out = b""
    for start in range(0, len(sse), step):
        if translation.over:
            break
        out += translation.feed(sse[start : start + step])
    if end and not translation.over:
        out += translation.end()
    return Streamed(out, list(exchange.context.losses))


def context(provider: str, send: Any) -> Context:
    """Return the context of an unprocessed request."""
    return _exchange(provider, send, ()).context


def _sent_exchange(provider: str, send: Any, **options: Any) -> product.Exchange:
    """Return an exchange after its request, so that its context contains names, stop sequences and so on."""
    exchange = _exchange(provider, send, (), **options)
    exchange.request(KEY)
    return exchange


def _exchange(provider: str, send: Any, headers: Any, front: str = FRONT, **options: Any) -> product.Exchange:
    specs.register(provider)
    body = json.dumps(send).encode()
    payload = bodies.parse_json_object(body)
    profile = profiles.make(provider, provider, profiles.ProfileOptions(key=Secret(KEY), **options), environment={})
    lines = [(name.encode(), value.encode()) for name, value in headers]
    model = bodies.model_of(payload)
    route = Route(loader.front(front), loader.back(provider, profile.speaks(model)), profile, model)
    return product.Exchange(route, body, payload, ClientRequest(lines))


def _response(exchange: product.Exchange, reply: Reply) -> ClientResponse:
    headers = {name.decode(): value.decode() for name, value in reply.headers}
    body = json_text.loads(reply.body) if "json" in headers["content-type"] else None
    return ClientResponse(reply.status, headers, body, list(exchange.context.losses), reply.body)


def _pairs(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
