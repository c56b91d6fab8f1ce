"""Checks of complete replies to clients."""

from __future__ import annotations

import json

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply


def check_reply(exchange: Exchange, reply: Reply) -> None:
    """Raise AssertionError unless a client can read the reply."""
    assert 200 <= reply.status <= 599, reply.status
    assert not any(b"\n" in value or b"\r" in value for _, value in reply.headers), reply.headers
    kinds = [value for name, value in reply.headers if name == b"content-type"]
    assert len(kinds) == 1, kinds
    if kinds[0].startswith(b"text/event-stream"):
        reply.body.decode()
        assert reply.body.endswith(b"\n\n")
    elif not exchange.same:  # within one protocol the bytes are the provider's
        assert isinstance(json.loads(reply.body), dict)
