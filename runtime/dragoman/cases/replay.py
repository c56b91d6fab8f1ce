"""Replay of a case: the request and the response are translated again, without a network."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any

from dragoman.cases.case import Case, Response
from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply, framing_of_body
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text

CREATED = 1735689600  # the time of every replay, so that its result is always the same


def replay(case: Case, provider: str = "") -> dict[str, Any]:
    """Return what the case is translated into: `sent` (URL and body), `answer` (status, and body or stream) and
    `losses`. `provider`: another one than that of the case, which only translates the request. Raises KeyError for an
    unknown name."""
    way = Way(case.client, case.provider, case.protocol, case.variant, case.model)
    if provider:
        way = Way(case.client, provider)
    data = json_text.dumps(case.request)
    exchange = open_exchange(way, data, parse_json_object(data))
    exchange.context.created = CREATED
    found: dict[str, Any] = {"sent": None, "answer": None, "losses": []}
    try:
        sent = masked_request(exchange)
    except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
        found["answer"] = _reply(exchange.reply_to(signal))
    else:
        found["sent"] = {"url": sent.url, "body": json_text.loads_or_text(sent.body)}
        if case.response is not None and not provider:
            found["answer"] = _answer(exchange, case.response)
    found["losses"] = [loss.split(";", 1) for loss in exchange.context.losses]
    return found


def with_expectations(case: Case) -> Case:
    """Return the case with what it is translated into now."""
    case.expected = replay(case)
    return case


def differences(case: Case) -> Iterator[str]:
    """Yield the lines in which a replay differs from what the case expects."""
    expected, found = (_lines(value) for value in (case.expected, replay(case)))
    yield from difflib.unified_diff(expected, found, "expected", "translated now", lineterm="", n=2)


def _answer(exchange: Exchange, response: Response) -> dict[str, Any]:
    data = response.stream.encode() or (
        response.body.encode() if isinstance(response.body, str) else json_text.dumps(response.body)
    )
    headers = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in response.headers.items()]
    framing = framing_of_body(headers, data, exchange.back)
    if exchange.streams and response.status < 400 and framing:
        stream = exchange.stream(framing)
        return {"status": 200, "stream": (stream.feed(data) + stream.end()).decode("utf-8", "replace")}
    return _reply(exchange.whole(response.status, headers, data))


def _reply(reply: Reply) -> dict[str, Any]:
    return {"status": reply.status, "body": json_text.loads_or_text(reply.body)}


def _lines(value: Any) -> list[str]:
    """Return a value as lines of JSON; a stream has a line for each of its lines."""
    if isinstance(value, dict) and isinstance(value.get("answer"), dict) and "stream" in value["answer"]:
        value = {**value, "answer": {**value["answer"], "stream": value["answer"]["stream"].splitlines()}}
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()
