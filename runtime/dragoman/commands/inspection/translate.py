"""`dragoman translate`: translates a body and prints the result, without network access."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from dragoman import loader
from dragoman.config import profiles
from dragoman.config.client_models import client_models
from dragoman.exchange.bodies import model_of, parse_json_object
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.replies import Reply, framing_of_body
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.masking import MASK
from dragoman.streaming.framing import Word, parser
from dragoman.values import json_text


@dataclass
class Output:
    """Output of a translation: bytes are printed unchanged, other values as JSON. `refused`: it is the error that the
    client would receive."""

    value: Any
    refused: bool = False


def run(kind: str, data: bytes, request: bytes | None, options: argparse.Namespace) -> Output:
    """Translate one body. Options: client, provider, protocol, variant, model, status. Raises KeyError for an unknown
    name."""
    if options.client not in loader.fronts():
        raise KeyError(loader.unknown("client protocol", options.client, loader.fronts()))
    front, profile = loader.front(options.client), _profile(options)

    def exchange(body: bytes, payload: dict[str, Any], model: str) -> Exchange:
        back = loader.back(options.provider, profile.speaks(model, front.name))
        return Exchange(front, back, profile, model, body, payload)

    body = data if kind == "request" else request
    if body is None:
        usual = loader.back(options.provider, profile.speaks(options.model))
        model = options.model or _model_in(data, framing_of_body([], data, usual))
        answered = exchange(b"", {"model": model, "stream": kind == "stream"}, model)
        answered.decide_conditions()
    else:
        answered = exchange(body, {}, options.model)
        try:
            payload = parse_json_object(body)
            model = options.model or profile.resolve(client_models().bare(model_of(payload)))
            answered = exchange(body, payload, model)
            sent = answered.request(MASK if profile.table.get("key") else "")
        except (InvalidRequest, Refused, UpstreamError) as signal:
            return Output(_value(answered.reply_to(signal).body), refused=True)
        except AnsweredLocally as signal:
            return Output(_reply(answered.reply_to(signal)))
        if kind == "request":
            losses = [
                dict(zip(("path", "reason"), loss.split(";", 1), strict=True)) for loss in answered.context.losses
            ]
            sent_request = {
                "method": sent.method,
                "url": sent.url,
                "headers": sent.headers,
                "body": _value(sent.body),
                "losses": losses,
            }
            return Output(sent_request)
        answered.streams = kind == "stream"
    framing = framing_of_body([], data, answered.back)
    if kind == "stream" and options.status < 400 and framing:
        stream = answered.stream(framing)
        return Output(stream.feed(data) + stream.end())
    reply = answered.whole(options.status, [], data)
    if options.status >= 400:
        return Output(_reply(reply))
    return Output(reply.body if kind == "stream" and reply.failure is None else _value(reply.body))


def _profile(options: argparse.Namespace) -> profiles.Profile:
    given = profiles.ProfileOptions(protocol=options.protocol, variant=options.variant)
    return profiles.make(options.provider, options.provider, given, environment={})


def _reply(reply: Reply) -> dict[str, Any]:
    """Return a reply to the client as JSON values."""
    headers = {name.decode("latin-1"): value.decode("utf-8", "replace") for name, value in reply.headers}
    return {"status": reply.status, "headers": headers, "body": _value(reply.body)}


def _value(body: bytes) -> Any:
    """Return a body as a JSON value, or as text."""
    try:
        return json_text.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _model_in(data: bytes, framing: str) -> str:
    """Return the model in a response, if there is no request."""
    try:
        payloads = parser(framing).feed(data) if framing else [data]
        first = next((payload for payload in payloads if not isinstance(payload, Word)), b"{}")
        payload = json_text.loads(first)
    except ValueError:
        return ""
    return model_of(payload) if isinstance(payload, dict) else ""
