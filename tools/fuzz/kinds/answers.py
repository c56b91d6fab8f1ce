"""Whole responses of all providers, with all statuses, for all clients."""

from __future__ import annotations

from random import Random

from tools.fuzz import parties, values
from tools.fuzz.replies import check_reply

STATUSES = (200, 200, 200, 200, 201, 204, 206, 302, 400, 401, 403, 404, 408, 413, 429, 500, 503, 529, 600, 999)
TYPES = (b"application/json", b"application/json; charset=utf-8", b"text/html", b"text/event-stream", b"", b"x/\xff")


def run(chance: Random) -> None:
    exchange = parties.exchange(chance, chance.random() < 0.3)
    status = chance.choice(STATUSES)
    part = "response" if status < 400 else "errors"
    data = parties.body(chance, part, exchange.back.name, exchange.profile.provider)
    if chance.random() < 0.05:
        data = chance.choice((b"", b"null", b"[]", b"{}", b"<html>", values.encoded(values.anything(chance))))
    headers = [(b"content-type", TYPES[0] if chance.random() < 0.8 else chance.choice(TYPES))]
    check_reply(exchange, exchange.whole(status, headers, data))
