"""Reload of the configuration while the server runs.

Requests in progress keep the profiles that they began with. A configuration with errors changes nothing. The address to
listen on cannot change without a restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from dragoman.config.settings import ConfigurationError, Settings
from dragoman.logs import escaped
from dragoman.server.state import ServerState

log = logging.getLogger("dragoman")


class Reloading:
    """`load`: reads the configuration again, and raises ConfigurationError; `prepare`: called with new settings before
    they are used."""

    def __init__(
        self, state: ServerState, load: Callable[[], Settings], prepare: Callable[[Settings], Awaitable[None]]
    ) -> None:
        self.state, self.load, self.prepare = state, load, prepare
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def reload(self) -> str:
        """Use the configuration as it is now. Returns what happened. Raises ConfigurationError."""
        async with self._lock:
            before = self.state.settings
            settings = await asyncio.to_thread(self.load)
            await self.prepare(settings)
            moved = (settings.host, settings.port) != (before.host, before.port)
            settings.host, settings.port = before.host, before.port
            self.state.use(settings)
        text = f"configuration reloaded ({settings.source or 'no file'}): {', '.join(settings.profiles)}"
        if moved:
            text += "; the change of listen: takes effect after a restart"
        return text

    def reload_soon(self) -> None:
        """Reload, and log the result. For signal handlers."""
        task = asyncio.ensure_future(self._logged())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self) -> None:
        try:
            log.info(await self.reload())
        except ConfigurationError as problems:
            log.error("the configuration was not reloaded, and the previous one stays in use")
            for line in str(problems).splitlines():
                log.error("%s", escaped(line))
        except Exception:
            log.exception("the configuration could not be reloaded")
