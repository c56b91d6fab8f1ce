"""`dragoman translate`: translates a body and prints the result, without network access."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dragoman import loader
from dragoman.commands.arguments import load_settings
from dragoman.exchange.bodies import parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.exchange.replies import Reply, framing_of_body
from dragoman.inprocess.exchanges import Way, masked_request, open_exchange, open_response
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text
from dragoman.values.placeholders import PLACEHOLDER


@dataclass
class Output:
    """Output of a translation: bytes are printed unchanged, other values as JSON. `refused`: it is the error that the
    client would receive."""

    value: Any
    refused: bool = False
    undeclared: Iterable[str] = ()  # paths of fields of the provider's answer that no spec declares


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
            return Output(_request(sent, exchange))
        exchange.streams = kind == "stream"
    return _response(kind, data, exchange, options.status)


def unfilled_placeholders(output: Output, options: argparse.Namespace) -> list[str]:
    """Return what fills the placeholders in the URL of a request: a profile, or the environment once it is sent."""
    url = output.value.get("url", "") if isinstance(output.value, dict) else ""
    found = dict.fromkeys(PLACEHOLDER.findall(str(url)))
    variables = loader.provider(way_of(options).provider).get("env", {}) if found else {}
    return [
        f"{{{name}}} in the URL is filled from `with:` of a profile (--profile NAME)"
        + (f", or from {' or '.join(variables[name])} when a request is sent" if name in variables else "")
        for name in found
    ]


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
