"""Requests of all clients for all providers."""

from __future__ import annotations

import json
from random import Random

from dragoman.exchange.bodies import model_of, parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.route import Route
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from tools.fuzz import parties
from tools.fuzz.replies import check_reply


def run(chance: Random) -> None:
    front, (back, profile) = chance.choice(parties.fronts()), parties.side(chance)
    data = parties.body(chance, "request", front.name)
    try:
        payload = parse_json_object(data)
    except InvalidRequest:
        return
    exchange = Exchange(Route(front, back, profile, profile.resolve(model_of(payload))), data, payload, port=1)
    try:
        sent = exchange.request(parties.KEY)
    except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
        check_reply(exchange, exchange.reply_to(signal))
        return
    assert sent.url.startswith(("http://", "https://")), sent.url
    assert not any("\n" in value or "\r" in value for value in sent.headers.values()), sent.headers
    assert isinstance(json.loads(sent.body), dict)
