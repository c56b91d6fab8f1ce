"""One request through the ASGI application: the head of the response, then its body in pieces, without buffering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

PIECES = 16  # of a body that wait for the caller; then the application waits
Message = dict[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of a response."""

    status: int
    headers: list[tuple[bytes, bytes]]


class AppCall:
    """A request in progress. `head` waits for the head, `pieces` yields the body, `close` disconnects the client."""

    def __init__(self, app: App, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes):
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("utf-8"),
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 0),
        }
        self._body: bytes | None = body
        self._left = asyncio.Event()
        self._head: asyncio.Future[Head] = asyncio.get_running_loop().create_future()
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue(PIECES)
        self._failure: BaseException | None = None
        self._task = asyncio.ensure_future(self._run(app))

    async def head(self) -> Head:
        return await self._head

    async def pieces(self) -> AsyncIterator[bytes]:
        while (piece := await self._pieces.get()) is not None:
            yield piece
        if self._failure is not None:
            raise self._failure

    async def close(self) -> None:
        """Disconnect: a provider's request that is still open is cancelled."""
        self._left.set()
        while not self._task.done():
            while not self._pieces.empty():  # the application may wait for room
                self._pieces.get_nowait()
            await asyncio.wait({self._task}, timeout=0.05)

    async def _run(self, app: App) -> None:
        try:
            await app(self._scope, self._receive, self._send)
        except Exception as error:
            self._failure = error
            if not self._head.done():
                self._head.set_exception(error)
        if not self._left.is_set():
            await self._pieces.put(None)

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head.set_result(Head(message["status"], list(message.get("headers", ()))))
        elif message["type"] == "http.response.body" and not self._left.is_set():
            if piece := message.get("body", b""):
                await self._pieces.put(piece)
