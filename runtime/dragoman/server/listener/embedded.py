"""The embedded provider's server: on a separate loopback port, in the event loop of the proxy."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from dragoman.config.settings import Settings
from dragoman.server.listener.server import PlainServer, config
from dragoman.server.state import ServerState


class EmbeddedProvider:
    """`bind`: returns a listening socket of a host and port."""

    def __init__(self, state: ServerState, bind: Callable[[str, int], socket.socket]) -> None:
        self.state, self.bind = state, bind
        self.server: PlainServer | None = None
        self.task: asyncio.Task[None] | None = None

    async def start_if_used(self, settings: Settings) -> None:
        """Start the provider if a profile of the settings uses it and it does not run yet."""
        if self.server is not None or not any(profile.embedded for profile in settings.profiles.values()):
            return
        from dragoman.server.demo import Demo  # start-up time

        listener = self.bind("127.0.0.1", 0)
        self.state.port = listener.getsockname()[1]
        self.server = PlainServer(config(Demo()))
        self.task = asyncio.ensure_future(self.server.serve([listener]))

    async def stop(self) -> None:
        if self.server is not None and self.task is not None:
            self.server.should_exit = self.server.force_exit = True
            await self.task
