"""Error events of a forwarded stream, and what is read of single events."""

from __future__ import annotations

from typing import Any

from dragoman.library.streams import format_event
from dragoman.streaming.relay.watch import parts
from dragoman.values import characters, json_text


def completed(written: bytes, event: object) -> bytes:
    """Return a written error. If it contains the answer, it gets the members that it lacks from the error of the host,
    such as the output."""
    name, payload = parts(written)
    body = json_text.loads(payload) if isinstance(event, dict) else {}
    for key, answer in body.items():
        given = event.get(key) if isinstance(event, dict) else None
        if isinstance(answer, dict) and isinstance(given, dict) and "id" in answer:
            lacking = {member: value for member, value in given.items() if answer.get(member) in (None, [], {})}
            return format_event(name, json_text.dumps({**body, key: {**answer, **lacking}}))
    return written


def payload(frame: bytes) -> Any:
    """Return the payload of an event; None if it is not JSON."""
    try:
        return json_text.load_event(parts(frame)[1])
    except ValueError:
        return None


def id_in(event: object) -> str:
    """Return the id of the answer: that of the first event, or of an object in it."""
    objects = (event, *event.values()) if isinstance(event, dict) else ()
    ids = (one.get("id") for one in objects if isinstance(one, dict))
    return characters.whole(next((id for id in ids if id and isinstance(id, str)), ""))


def number(event: object, name: str) -> int | None:
    """Return the number of an event."""
    number = event.get(name) if isinstance(event, dict) else None
    return number if number.__class__ is int else None


def is_printable(name: str) -> bool:
    """Whether a name can be sent as the name of an event. A line break would end its field."""
    return name.isascii() and name.isprintable()
