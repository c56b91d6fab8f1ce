"""The proxy as an ASGI application. It creates a `RequestHandler` for each request of a client."""

from __future__ import annotations

from typing import Any

from dragoman.library.context import Context
from dragoman.library.hub import ErrorType
from dragoman.server.delivery import Receive, Send
from dragoman.server.handler import RequestHandler
from dragoman.server.state import ServerState
from dragoman.values import json_text


class App(ServerState):
    """The ASGI application. `handlers`: the requests in progress."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.handlers: set[RequestHandler] = set()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        handler = RequestHandler(self, scope, receive, send)
        self.handlers.add(handler)
        try:
            await handler.serve()
        finally:
            self.handlers.discard(handler)
            handler.close()

    def end_requests(self) -> None:
        """End every request in progress with an error, because the server stops."""
        for handler in self.handlers:
            handler.end()

    def error_body(self, error_type: ErrorType, message: str) -> bytes:
        """Return an error in the protocol of clients that no path identifies."""
        front = self.paths.front_for((), "")
        return json_text.dumps(front.failure({"error_type": error_type, "message": message}, Context())[1])
