"""The product's own way through a translation, for laws and snapshots: an Exchange, as the server makes it."""

from __future__ import annotations

import re
from typing import Any

from dragoman import loader
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.exchange import bodies
from dragoman.exchange import exchange as product
from dragoman.exchange.replies import Reply
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused, UpstreamError
from dragoman.values import json_text

FRONT = "anthropic_messages"
KEY = "sk-untold"
ANY_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ASKED: dict[str, Any] = {
    "model": "a-model",
    "max_tokens": 1000,
    "stop_sequences": ["two"],
    "messages": [{"role": "user", "content": "Hi"}],
}


def exchange(provider: str, body: Any, model: str = "", front: str = FRONT) -> product.Exchange:
    """Of a provider, or of "provider:protocol", or "provider@variant"."""
    data = json_text.dumps(body)
    said = bodies.parse_json_object(data)
    provider, _, variant = provider.partition("@")
    provider, _, protocol = provider.partition(":")
    profile = profiles.make(
        provider, provider, profiles.ProfileOptions(protocol=protocol, variant=variant, key=Secret(KEY)), environment={}
    )
    model = model or bodies.model_of(said)
    back = loader.back(provider, profile.speaks(model))
    return product.Exchange(loader.front(front), back, profile, model, data, said, port=1)


def asked(provider: str, streams: bool = False, model: str = "", front: str = FRONT) -> product.Exchange:
    """One whose (small) request has gone out."""
    body = (
        {**ASKED, "stream": streams}
        if front == FRONT
        else {"model": "a-model", "messages": ASKED["messages"], "stream": streams}
    )
    made = exchange(provider, body, model, front)
    made.request(KEY)
    made.context.losses.clear()
    if made.same:  # nothing was read of a body that is passed on
        made.context.stops = ASKED["stop_sequences"]
    return made


def sent(provider: str, body: Any, model: str = "", front: str = FRONT) -> dict[str, Any]:
    """What goes to the provider, or what the client is told at once."""
    made = exchange(provider, body, model, front)
    try:
        request = made.request(KEY)
    except (InvalidRequest, Refused, AnsweredLocally, UpstreamError) as signal:
        return told(made, made.reply_to(signal))
    headers = {name: ANY_UUID.sub("(a uuid)", value.replace(KEY, "***")) for name, value in request.headers.items()}
    shown = {"url": request.url, "headers": headers, "body": json_text.loads(request.body)}
    return {**shown, "losses": list(made.context.losses)}


def told(made: product.Exchange, reply: Reply) -> dict[str, Any]:
    try:
        body = json_text.loads(reply.body)
    except ValueError:
        body = reply.body.decode()
    return {"status": reply.status, "body": body, "losses": list(made.context.losses)}


def answered(provider: str, value: Any, status: int = 200, model: str = "", front: str = FRONT) -> dict[str, Any]:
    """What the client is told of a provider's whole answer, or error."""
    made = asked(provider, False, model, front)
    data = b"" if value is None else json_text.dumps(value)
    return told(made, made.whole(status, [(b"content-type", b"application/json")], data))


def streamed(provider: str, data: bytes, model: str = "", front: str = FRONT) -> tuple[bytes, list[str]]:
    """The client's stream of a provider's, and what was lost."""
    made = asked(provider, True, model, front)
    stream = made.stream()
    written = stream.feed(data) + stream.end()
    return written, list(made.context.losses)
