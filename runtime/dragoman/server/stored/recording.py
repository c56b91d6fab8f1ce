"""Recorder of an answer on its way to the client: stores it before the client receives its end."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dragoman.exchange.exchange import Exchange
from dragoman.server.control.errors import HttpError
from dragoman.server.delivery import Send
from dragoman.server.stored.conversation import Conversation, resolve
from dragoman.server.stored.store import Json, ResponseStore, StoredResponse
from dragoman.values import json_text

log = logging.getLogger("dragoman")


async def recorder_of(
    store: ResponseStore, owner: str, payload: Json, table: Mapping[str, Any], body: bytes
) -> tuple[Recorder, Json, bytes]:
    """Return the recorder of a request, and its payload and body with the whole conversation. Raises HttpError."""
    try:
        conversation = await resolve(payload, table, owner, store)
    except (OSError, sqlite3.Error) as error:
        log.warning("stored responses cannot be read from %s: %s", store.options.path, error)
        raise HttpError("server_error", "stored responses cannot be read; see the log of the server") from None
    if conversation.changed:
        body = json_text.dumps(conversation.payload)
    return Recorder(store, owner, conversation, table), conversation.payload, body


class Recorder:
    """One request whose response may be stored. `table`: `stored:` of the client's protocol."""

    def __init__(self, store: ResponseStore, owner: str, conversation: Conversation, table: Mapping[str, Any]) -> None:
        self.store, self.owner, self.conversation = store, owner, conversation
        self.members: Mapping[str, str] = table["members"]
        self.item: Json = table["templates"]["item"]  # members that clients may omit

    def prepare(self, exchange: Exchange, request_id: str) -> None:
        """Set what the response repeats, and the id of one that will be stored. `request_id`: of the proxy."""
        exchange.echo, exchange.missing = self.conversation.echo, self.conversation.missing
        if self.conversation.kept:
            exchange.context.ids = replace(exchange.context.ids, stored=request_id.partition("_")[2])

    def sending(self, send: Send, ended: Callable[[], bool]) -> Send:
        """Return `send` for a stream. `ended`: whether the bytes to send contain its end."""
        if not self.conversation.kept:
            return send

        async def recorded(message: dict[str, Any]) -> None:
            if message.get("body") and ended():
                await self.keep_last(message["body"])
            await send(message)

        return recorded

    async def keep_last(self, data: bytes) -> None:
        """Store the response in the last event of a stream, if it has one."""
        text = data.rpartition(b"\ndata: ")[2]
        try:
            event = json_text.loads(text)
        except ValueError:
            return
        await self.keep(event.get(self.members["final"]) if isinstance(event, dict) else None)

    async def keep(self, response: object) -> None:
        """Store a response. A failure is logged: the client receives its response all the same."""
        if not isinstance(response, dict) or not isinstance(response.get("id"), str):
            return
        output = response.get(self.members["output"])
        if not isinstance(output, list):
            return
        id = response["id"]
        asked = [
            {**self.item, **item, "id": item.get("id") or f"item_{id}_{n}"}
            for n, item in enumerate(self.conversation.items)
        ]
        new = [item for item in (*asked, *output) if isinstance(item.get("id"), str)]
        stored = StoredResponse(response, [*self.conversation.earlier, *asked])
        try:
            await self.store.put(self.owner, id, stored, new)
        except (OSError, sqlite3.Error) as error:
            log.warning("a response could not be stored in %s: %s", self.store.options.path, error)

    async def keep_reply(self, body: bytes) -> None:
        """Store a whole response."""
        if self.conversation.kept:
            await self.keep(json_text.loads(body))
