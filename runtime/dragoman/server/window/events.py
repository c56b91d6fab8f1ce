"""Changes of rows as server-sent events.

The id of an event is a sequence number, with which a page resumes. A page that has fallen behind gets `reset` and asks
for a snapshot. What waits for a page is bounded by the events that the observer keeps.
"""

from __future__ import annotations

import asyncio

from dragoman.exchange.bodies import STREAM_HEADERS
from dragoman.server.control.errors import HttpError
from dragoman.server.delivery import Receive, ResponseRecord, Send, on_disconnect
from dragoman.server.state import ServerState
from dragoman.server.window.files import SECURITY
from dragoman.values import json_text

MAX_PAGES = 32
INTERVAL_SECONDS = 0.1  # between two messages to a page
PING_SECONDS = 15.0
TOO_MANY = f"{MAX_PAGES} pages are open; close one"


async def stream(sequence: int, state: ServerState, send: Send, receive: Receive, record: ResponseRecord) -> None:
    """Send the changes after an event until the page is closed or the server stops."""
    observer = state.observer
    assert observer is not None
    if len(observer.waiting) >= MAX_PAGES:
        raise HttpError("overloaded", TOO_MANY, 503)
    wake = asyncio.Event()
    record.status = 200
    await send({"type": "http.response.start", "status": 200, "headers": [*STREAM_HEADERS, *SECURITY]})
    closed = asyncio.ensure_future(on_disconnect(receive, wake.set))
    observer.waiting.add(wake)
    try:
        while not closed.done() and not state.draining and state.observer is observer:
            wake.clear()
            data, sequence = _message(state, sequence), observer.events.last
            record.size += len(data)
            await send({"type": "http.response.body", "body": data, "more_body": True})
            try:
                await asyncio.wait_for(wake.wait(), PING_SECONDS)
                await asyncio.sleep(INTERVAL_SECONDS)
            except TimeoutError:
                pass
        if not closed.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        observer.waiting.discard(wake)
        closed.cancel()


def _message(state: ServerState, sequence: int) -> bytes:
    """Return the changes after an event; a comment if there are none."""
    assert state.observer is not None
    rows = state.observer.rows_after(sequence)
    if rows == []:
        return b": ping\n\n"
    kind, body = ("reset", []) if rows is None else ("rows", [row.as_json() for row in rows])
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (state.observer.events.last, kind.encode(), json_text.dumps(body))
