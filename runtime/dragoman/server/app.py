"""The proxy as an ASGI application. It creates a `RequestHandler` for each request of a client."""

from __future__ import annotations

from typing import Any

from dragoman.server.delivery import Receive, Send
from dragoman.server.handler import RequestHandler
from dragoman.server.state import ServerState


class App(ServerState):
    """The ASGI application."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        handler = RequestHandler(self, scope, receive, send)
        try:
            await handler.serve()
        finally:
            handler.log_access()
