"""Explanation of a request: each part of what is sent to the provider, from the client's body."""

from __future__ import annotations

from typing import Any

from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text
from dragoman_codegen.explain.assembly import assemble
from dragoman_codegen.explain.data import Explanation
from dragoman_codegen.explain.programs import Specs
from dragoman_codegen.explain.tracing.adapters import adapted
from dragoman_codegen.explain.tracing.trace import Trace
from dragoman_codegen.interpret.snapshots import snapshot


def explain_request(body: bytes, way: Way, specs: Specs) -> Explanation:
    """Explain what becomes of a client's request. Raises KeyError for an unknown name."""
    trace = Trace()
    adapt = adapted(trace, specs, requests=True)
    exchange = open_exchange(way, body, {}, adapt)
    refused, sent = False, None
    try:
        exchange = open_exchange(way, body, parse_json_object(body), adapt)
        trace.see(snapshot(exchange.payload))
        sent = masked_request(exchange)
        result = json_text.loads_or_text(sent.body)
    except (InvalidRequest, Refused, UpstreamError) as signal:
        refused, result = True, json_text.loads_or_text(exchange.reply_to(signal).body)
    except AnsweredLocally as signal:
        result = json_text.loads_or_text(exchange.reply_to(signal).body)
    found = described("request", exchange, json_text.loads_or_text(body), result)
    found.refused = refused
    if sent is not None:
        found.method, found.url, found.headers = sent.method, sent.url, dict(sent.headers)
        assemble(found, trace, exchange, specs)
    return found


def described(kind: Any, exchange: Exchange, source: Any, result: Any) -> Explanation:
    """Return an explanation without its parts."""
    back, front = exchange.back, exchange.front
    return Explanation(kind, front.name, back.provider, back.name, exchange.context.model, source, result)
