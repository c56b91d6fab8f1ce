"""The server that accepts clients: uvicorn's, with a drain when it stops and deadlines for slow clients.

Draining: new connections are refused, responses in progress are completed, and requests on open connections get 503. At
the end of the drain, or at a second signal, each open stream ends with an error event and each other request with 503.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from functools import partial

import uvicorn

from dragoman.config.settings import ServerOptions
from dragoman.server.app import App
from dragoman.server.listener.connections import Connections
from dragoman.server.listener.protocol import ClientProtocol

TICKS = 10  # of uvicorn's main loop in a second
POLL_SECONDS = 0.05  # between two looks at the responses in progress
FLUSH_SECONDS = 2.0  # for the errors that end the remaining responses

log = logging.getLogger("dragoman")


class PlainServer(uvicorn.Server):
    """uvicorn's server without signal handlers, because a process may run two servers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Server(PlainServer):
    """`max_connections`: connections of clients that may be open; 0 for no limit."""

    def __init__(self, app: App, max_connections: int = 0) -> None:
        self.app, self.all_connections = app, Connections(max_connections)
        protocol = partial(
            ClientProtocol, connections=self.all_connections, options=self.options, error_body=app.error_body
        )
        super().__init__(config(app, protocol))

    def options(self) -> ServerOptions:
        return self.app.settings.server

    def stop(self) -> None:
        """Begin the drain; called again, end it."""
        self.force_exit = self.should_exit
        self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            self.all_connections.check_deadlines(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.app
        app.draining = True
        app.stop_readers()
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        await self._drain(0.0 if self.force_exit else app.settings.server.drain)
        if app.handlers:
            log.warning("%d requests in progress are ended with an error, because the server stops", len(app.handlers))
            app.end_requests()
            await self._drain(FLUSH_SECONDS)
        for connection in list(self.server_state.connections):
            connection.transport.close()
        for task in self.server_state.tasks:
            task.cancel()
        await asyncio.sleep(0)

    async def _drain(self, seconds: float) -> None:
        """Wait until no request is in progress, or until the time is over or a second signal arrives."""
        loop, forced = asyncio.get_running_loop(), self.force_exit
        end = loop.time() + seconds
        if seconds > FLUSH_SECONDS and self.app.handlers:
            log.info("stopping: %d requests in progress have %g s to finish", len(self.app.handlers), seconds)
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is not None and not cycle.response_complete:
                cycle.keep_alive = False  # an idle connection stays open, so that a health check sees the drain
        while self.app.handlers and loop.time() < end and self.force_exit == forced:
            await asyncio.sleep(POLL_SECONDS)


def config(app: object, protocol: object = "httptools") -> uvicorn.Config:
    """Return uvicorn's configuration for an ASGI application."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=protocol,  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
