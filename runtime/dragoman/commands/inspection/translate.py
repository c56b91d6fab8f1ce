"""`dragoman translate`: translates a body and prints the result, without network access."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dragoman import loader
from dragoman.auth import selection
from dragoman.commands.arguments import load_settings
from dragoman.config.profiles import Profile
from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.exchange.replies import Reply, framing_of_body
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange, open_response
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text


@dataclass
class Output:
    """Output of a translation: bytes are printed unchanged, other values as JSON. `refused`: it is the error that the
    client would receive."""

    value: Any
    refused: bool = False
    undeclared: Iterable[str] = ()  # paths of fields of the provider's answer that no spec declares
    unfilled: Iterable[str] = ()  # what fills the placeholders of a request that have no value here


def way_of(options: argparse.Namespace) -> Way:
    """Return the way that the options name: client, provider or profile, protocol, variant, model. Raises KeyError."""
    if not options.profile:
        return Way(options.client, options.provider, options.protocol, options.variant, options.model)
    profiles = load_settings(options.config).profiles
    if options.profile not in profiles:
        raise KeyError(loader.unknown("profile", options.profile, list(profiles)))
    profile = profiles[options.profile]
    return Way(options.client, profile.provider, "", profile.options.variant, options.model, profile)


def run(kind: str, data: bytes, request: bytes | None, options: argparse.Namespace) -> Output:
    """Translate one body. Options: those of `way_of`, and status. Raises KeyError for an unknown name."""
    way, body = way_of(options), data if kind == "request" else request
    if body is None:
        exchange = open_response(way, data, kind == "stream")
    else:
        exchange = open_exchange(way, body, {})
        try:
            exchange = open_exchange(way, body, parse_json_object(body))
            sent = masked_request(exchange)
        except (InvalidRequest, Refused, UpstreamError) as signal:
            return Output(json_text.loads_or_text(exchange.reply_to(signal).body), refused=True)
        except AnsweredLocally as signal:
            return Output(_reply(exchange.reply_to(signal)))
        if kind == "request":
            unfilled = _unfilled(sent, exchange.profile, exchange.back.name)
            return Output(_request(sent, exchange), unfilled=unfilled)
        exchange.streams = kind == "stream"
    return _response(kind, data, exchange, options.status)


def _unfilled(sent: ProviderRequest, profile: Profile, protocol: str) -> Iterator[str]:
    """Yield what fills the placeholders of a request that have no value: a profile, or the environment or a login once
    it is sent."""
    table = profile.table
    for name in profile.sides[protocol].placeholders():
        if name in profile.placeholders:
            continue
        where = "URL" if f"{{{name}}}" in sent.url else "body"
        logins = [login for login in table.get("auth") or () if name in selection.placeholders(table, login)]
        later = [*table.get("env", {}).get(name, ()), *(f"the login {login}" for login in logins)]
        sources = f", or from {' or '.join(later)} when a request is sent" if later else ""
        yield f"{{{name}}} in the {where} is filled from `with:` of a profile (--profile NAME){sources}"


def _request(sent: ProviderRequest, exchange: Exchange) -> dict[str, Any]:
    losses = [dict(zip(("path", "reason"), loss.split(";", 1), strict=True)) for loss in exchange.context.losses]
    request = {"method": sent.method, "url": sent.url, "headers": sent.headers}
    return {**request, "body": json_text.loads_or_text(sent.body), "losses": losses}


def _response(kind: str, data: bytes, exchange: Exchange, status: int) -> Output:
    found = exchange.context.undeclared = {}
    output = _translated(kind, data, exchange, status)
    return replace(output, undeclared=found)


def _translated(kind: str, data: bytes, exchange: Exchange, status: int) -> Output:
    framing = framing_of_body([], data, exchange.back)
    if kind == "stream" and status < 400 and framing:
        stream = exchange.stream(framing)
        return Output(stream.feed(data) + stream.end())
    reply = exchange.whole(status, [], data)
    if status >= 400:
        return Output(_reply(reply))
    return Output(reply.body if kind == "stream" and reply.failure is None else json_text.loads_or_text(reply.body))


def _reply(reply: Reply) -> dict[str, Any]:
    """Return a reply to the client as JSON values."""
    headers = {name.decode("latin-1"): value.decode("utf-8", "replace") for name, value in reply.headers}
    return {"status": reply.status, "headers": headers, "body": json_text.loads_or_text(reply.body)}
