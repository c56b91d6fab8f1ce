"""Explanation of a response or stream: each part of what the client receives, from the provider's body."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from dragoman.adapters import Back, Front
from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import framing_of_body
from dragoman.inprocess.exchanges import Adapt, Way, masked_request, open_exchange, open_response
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text
from dragoman_codegen.explain.assembly import assemble, assemble_events
from dragoman_codegen.explain.data import Explanation
from dragoman_codegen.explain.programs import Specs
from dragoman_codegen.explain.requests import described
from dragoman_codegen.explain.tracing.adapters import adapted
from dragoman_codegen.explain.tracing.origins import REQUEST
from dragoman_codegen.explain.tracing.trace import Trace


def explain_response(data: bytes, request: bytes | None, way: Way, specs: Specs, status: int = 200) -> Explanation:
    """Explain what becomes of a provider's response, or with a status from 400 of its error. `request`: the client's.
    Raises KeyError for an unknown name."""
    return _explained("response", data, request, way, specs, status)


def explain_stream(data: bytes, request: bytes | None, way: Way, specs: Specs, status: int = 200) -> Explanation:
    """Explain what becomes of a provider's stream; of a body that is no stream, as a whole response. `request`: the
    client's. Raises KeyError for an unknown name."""
    return _explained("stream", data, request, way, specs, status)


def _explained(
    kind: Literal["response", "stream"], data: bytes, request: bytes | None, way: Way, specs: Specs, status: int
) -> Explanation:
    trace, sent = Trace(), Trace()
    translated = adapted(sent, specs, requests=True)

    def adapt(front: Front, back: Back) -> tuple[Front, Back]:
        return adapted(trace, specs, requests=False)(*translated(front, back))

    exchange, reply = _opened(kind, data, request, way, adapt)
    trace.losses += (
        replace(one, sources=tuple((*REQUEST.sources[0], *path) for path in one.sources)) for one in sent.losses
    )
    if reply is not None:
        found = described(kind, exchange, json_text.loads_or_text(request or b""), json_text.loads_or_text(reply))
        found.refused = True
        return found
    framing = framing_of_body([], data, exchange.back) if kind == "stream" and status < 400 else ""
    exchange.streams = bool(framing)
    if framing:
        stream = exchange.stream(framing)
        result = stream.feed(data) + stream.end()
        found = described(kind, exchange, data.decode("utf-8", "replace"), result.decode("utf-8", "replace"))
        found.request = json_text.loads_or_text(request) if request else None
        assemble_events(found, trace, exchange, specs)
        return found
    answer = exchange.whole(status, [], data)
    found = described("response", exchange, json_text.loads_or_text(data), json_text.loads_or_text(answer.body))
    found.request = json_text.loads_or_text(request) if request else None
    assemble(found, trace, exchange, specs)
    return found


def _opened(kind: str, data: bytes, request: bytes | None, way: Way, adapt: Adapt) -> tuple[Exchange, bytes | None]:
    """Return the exchange once the request has been translated; with the client's reply if that is not possible."""
    if request is None:
        return open_response(way, data, kind == "stream", adapt), None
    exchange = open_exchange(way, request, {}, adapt)
    try:
        exchange = open_exchange(way, request, parse_json_object(request), adapt)
        masked_request(exchange)
    except (InvalidRequest, Refused, UpstreamError, AnsweredLocally) as signal:
        return exchange, exchange.reply_to(signal).body
    return exchange, None
