"""Requests that continue stored responses: the whole conversation takes the place of the reference to it.

The protocol names the members (`stored:` of protocol.yaml). A reference to a response or an item that is not stored
stays in the request: a provider of the same protocol may have it, and for other providers it is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.server.stored.store import Json, ResponseStore
from dragoman.values.placeholders import fill_tree

UNKNOWN = "no {kind} '{id}' is stored for this key; it may have expired. Send the whole conversation as {input}"


@dataclass(frozen=True)
class Conversation:
    """A request with all of its input. `payload`: the request to translate; `changed`: whether it differs from the
    client's; `earlier`: the items before the request's own; `items`: those of the request; `kept`: whether the response
    is stored; `echo`: members that the response repeats; `missing`: the first member that refers to what is not stored,
    and the message and code of the error for a provider that cannot have it."""

    payload: Json
    changed: bool
    earlier: list[Json]
    items: list[Json]
    kept: bool
    echo: Json
    missing: tuple[str, str, str] | None = None


async def resolve(payload: Json, table: Mapping[str, Any], owner: str, store: ResponseStore) -> Conversation:
    """Return the request with what it refers to. `table`: `stored:` of the protocol. Raises OSError, sqlite3.Error."""
    members, templates = table["members"], table["templates"]
    kept = payload.get(members["keep"]) is not False
    echo: Json = {members["keep"]: kept}
    given = payload.get(members["input"])
    items = [fill_tree(templates["text"], {"text": given})] if isinstance(given, str) else given
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):  # reported by the translation
        return Conversation(payload, False, [], [], False, echo)
    earlier: list[Json] = []
    request = dict(payload)
    previous = payload.get(members["previous"])
    stored = await store.get(owner, previous) if isinstance(previous, str) else None
    if stored is not None:
        earlier = [*stored.input, *stored.body[members["output"]]]
        echo[members["previous"]] = request.pop(members["previous"])
    reference = templates["reference"].items()
    found = [await store.item(owner, str(item.get("id"))) if item.items() >= reference else None for item in items]
    missing = None
    if isinstance(previous, str) and stored is None:
        message = UNKNOWN.format(kind="response", id=previous, input=members["input"])
        missing = members["previous"], message, members["missing"]
    for at, (item, other) in enumerate(zip(items, found, strict=True)):
        if missing is None and other is None and item.items() >= reference:
            message = UNKNOWN.format(kind="item", id=item.get("id"), input=members["input"])
            missing = f"{members['input']}.{at}", message, ""
    changed = stored is not None or any(item is not None for item in found)
    items = [item if other is None else other for item, other in zip(items, found, strict=True)]
    if changed:
        known = {id(item) for item in (*earlier, *found) if item is not None}
        request[members["input"]] = [_sent(item) if id(item) in known else item for item in (*earlier, *items)]
    return Conversation(request, changed, earlier, items, kept, echo, missing)


def complete_references(payload: Json, table: Mapping[str, Any]) -> None:
    """Add the type to references that consist of an id, which clients may omit."""
    items = payload.get(table["members"]["input"])
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and item.get("id") is not None and sum(map(_given, item.values())) == 1:
            item.update(table["templates"]["reference"])


def _given(value: object) -> bool:
    return value is not None


def _sent(item: Json) -> Json:
    """Return a stored item without its id, which no provider has."""
    return {name: value for name, value in item.items() if name != "id"}
