"""Exchanges for laws and snapshots, created as by the server."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dragoman import loader
from dragoman.adapters import Back
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.exchange import bodies
from dragoman.exchange import exchange as product
from dragoman.exchange.replies import Reply
from dragoman.exchange.route import Route
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.library.streams import Sink
from dragoman.library.validation import prune
from dragoman.streaming.blocks import Blocks
from dragoman.streaming.framing import DONE, SseFrames
from dragoman.values import json_text

FRONT = "anthropic_messages"
KEY = "sk-untold"
ANY_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REQUEST: dict[str, Any] = {
    "model": "a-model",
    "max_tokens": 1000,
    "stop_sequences": ["two"],
    "messages": [{"role": "user", "content": "Hi"}],
}


def exchange(provider: str, body: Any, model: str = "", front: str = FRONT) -> product.Exchange:
    """Return the exchange of a provider, "provider:protocol" or "provider@variant"."""
    data = json_text.dumps(body)
    payload = bodies.parse_json_object(data)
    provider, _, variant = provider.partition("@")
    provider, _, protocol = provider.partition(":")
    profile = profiles.make(
        provider, provider, profiles.ProfileOptions(protocol=protocol, variant=variant, key=Secret(KEY)), environment={}
    )
    model = model or bodies.model_of(payload)
    back = loader.back(provider, profile.speaks(model))
    return product.Exchange(Route(loader.front(front), back, profile, model), data, payload, port=1)


def started_exchange(provider: str, streams: bool = False, model: str = "", front: str = FRONT) -> product.Exchange:
    """Return an exchange after a small request."""
    body = (
        {**REQUEST, "stream": streams}
        if front == FRONT
        else {"model": "a-model", "messages": REQUEST["messages"], "stream": streams}
    )
    made = exchange(provider, body, model, front)
    made.request(KEY)
    made.context.losses.clear()
    if made.same:  # bodies that are passed through are not read
        made.context.stops = REQUEST["stop_sequences"]
    return made


def sent(provider: str, body: Any, model: str = "", front: str = FRONT) -> dict[str, Any]:
    """Return the provider request, or the response of a request that is answered locally."""
    made = exchange(provider, body, model, front)
    try:
        request = made.request(KEY)
    except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
        return client_response(made, made.reply_to(signal))
    headers = {name: ANY_UUID.sub("(a uuid)", value.replace(KEY, "***")) for name, value in request.headers.items()}
    shown = {"url": request.url, "headers": headers, "body": json_text.loads(request.body)}
    return {**shown, "losses": list(made.context.losses)}


def read_stream(back: Back, context: Context, sink: Sink, pieces: Iterable[bytes]) -> None:
    """Read a stream of server-sent events that arrives in these pieces."""
    reader = back.reader(Blocks(sink, context, explicit_ends=back.explicit_ends), context)
    frames = SseFrames(back.table["frames"].get("done", ""))
    for payload in (payload for piece in pieces for payload in frames.feed(piece)):
        if payload is DONE:
            reader.final_marker()
            continue
        assert isinstance(payload, bytes)
        event = json_text.loads(payload)
        prune(back.check_event, event, context)
        reader.feed(event)
    reader.eof()


def client_response(made: product.Exchange, reply: Reply) -> dict[str, Any]:
    try:
        body = json_text.loads(reply.body)
    except ValueError:
        body = reply.body.decode()
    return {"status": reply.status, "body": body, "losses": list(made.context.losses)}


def translated_response(
    provider: str, value: Any, status: int = 200, model: str = "", front: str = FRONT
) -> dict[str, Any]:
    """Translate a complete response or error of the provider."""
    made = started_exchange(provider, False, model, front)
    data = b"" if value is None else json_text.dumps(value)
    return client_response(made, made.whole(status, [(b"content-type", b"application/json")], data))


def translated_stream(provider: str, data: bytes, model: str = "", front: str = FRONT) -> tuple[bytes, list[str]]:
    """Translate a provider stream; return the client's stream and the losses."""
    made = started_exchange(provider, True, model, front)
    stream = made.stream()
    written = stream.feed(data) + stream.end()
    return written, list(made.context.losses)
