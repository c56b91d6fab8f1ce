"""Streams of all providers in reads of any size, for all clients: the order of blocks, and one end."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from dragoman.exchange.exchange import Exchange
from dragoman.streaming.relay import Relay
from dragoman.streaming.translation import StreamTranslation, Translation
from tests.conformance import grammar
from tests.runtime import messages
from tools.fuzz import parties, values
from tools.fuzz.order import Ordered

NOISE = (b"data: [1]\n\n", b"data: null\n\n", b"\xff\xfe\n\n", b"data:\n\n", b": x\n\n", b"data: {}\n\n", b"[DONE]\n\n")


def run(chance: Random) -> None:
    exchange = parties.exchange(chance, True)
    data = b"".join(_frames(chance, exchange))
    stream, order = _translation(exchange)
    written = [stream.feed(part) for part in cut(chance, data)]
    written.append(stream.fail("timeout", "it took too long") if chance.random() < 0.1 else stream.end())
    assert stream.over, "the stream has no end"
    assert stream.feed(data[:100]) == b"" and stream.end() == b"", "something follows the end"
    out = b"".join(written)
    if order is None:
        return
    assert order.state == "over", order.state
    out.decode()
    if exchange.front.name == "anthropic_messages":
        grammar.validate(grammar.frames(out))


def cut(chance: Random, data: bytes) -> list[bytes]:
    """Divide bytes into reads."""
    if chance.random() < 0.7:
        return [data]
    size = max(chance.choice((5, 50, 300)), len(data) // 40)
    return [data[at : at + size] for at in range(0, len(data), size)]


def _translation(exchange: Exchange) -> tuple[StreamTranslation, Ordered | None]:
    """Return the translation of an exchange, whose writer is checked. A relay has no order itself."""
    stream = exchange.stream()
    if isinstance(stream, Relay):
        return stream, None
    context = exchange.context
    writer = exchange.front.writer(context)
    order = Ordered(writer)
    translation = Translation(exchange.front, exchange.back, context, order, exchange.wrap)
    translation.out = writer.out
    return translation, order


def _frames(chance: Random, exchange: Exchange) -> list[bytes]:
    """Return the frames of a stream: of a sample, or of events of the declared type, damaged."""
    protocol = exchange.back.name
    known = parties.frames(protocol, exchange.profile.provider)
    if chance.random() < 0.6:
        frames = list(chance.choice(known))
    else:
        events = [
            values.of_shape(chance, *parties.shapes(protocol, "stream"), 5) for _ in range(chance.randrange(1, 9))
        ]
        frames = [framed(exchange.back.framing, event) for event in events]
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        if not frames:
            break
        _damage(chance, frames, known)
    return frames


def framed(framing: str, event: Any) -> bytes:
    """Return an event in a framing."""
    data = values.encoded(event)
    if framing == "eventstream":
        kind = next(iter(event), "x") if isinstance(event, dict) else "x"
        inner = event.get(kind) if isinstance(event, dict) else event
        return messages.event(kind[:200], inner)
    return data + b"\n" if framing == "ndjson" else b"data: " + data + b"\n\n"


def _damage(chance: Random, frames: list[bytes], known: tuple[list[bytes], ...]) -> None:
    at, sort = chance.randrange(len(frames)), chance.randrange(8)
    if sort == 0:
        del frames[at]
    elif sort == 1:
        frames.insert(at, frames[at])
    elif sort == 2:
        frames.append(frames.pop(at))
    elif sort == 3:
        frames.insert(at, chance.choice(chance.choice(known) or [b"\n\n"]))
    elif sort == 4:
        frames.insert(at, chance.choice(NOISE))
    elif sort == 5:
        frames[at] = values.damage_bytes(chance, frames[at])
    else:
        frames[at] = _damaged_event(chance, frames[at])


def _damaged_event(chance: Random, frame: bytes) -> bytes:
    head, found, payload = frame.partition(b"data: ")
    head, payload = (head, payload) if found else (b"", frame)
    try:
        value = json.loads(payload)
    except ValueError:
        return values.damage_bytes(chance, frame)
    end = b"\n\n" if found else b"\n"
    return head + found + values.encoded(values.damage(chance, value)) + end
