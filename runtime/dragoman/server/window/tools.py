"""Work of other programs for the page: explanations, cases and trial compilations, in a separate process with limits.

The event loop of the proxy never waits for them, and what they allocate ends with them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

from dragoman import user_specs
from dragoman.masking import masked
from dragoman.server.control.errors import HttpError

MAX_SECONDS = 120.0  # the first explanation after an installation compiles the specs
MAX_PROCESSES = 2
MAX_WAITING = 2  # commands that wait for one of these; a browser has six connections to a server
MAX_OUTPUT_BYTES = 32 * 1024 * 1024
REFUSED = 2  # exit status of a request that the proxy rejects, whose error is the output
MAX_RESULTS = 16
MAX_MESSAGE = 4000  # characters
BUSY = "too many explanations are under way; try again"


class Failed(HttpError):
    """A command has failed. `message`: what it printed."""


class Tools:
    """Runs commands of `dragoman`, a few at a time. `results`: latest outputs of `kept`."""

    def __init__(self) -> None:
        self.slots, self.waiting = asyncio.Semaphore(MAX_PROCESSES), 0
        self.results: OrderedDict[tuple[str, ...], asyncio.Task[dict[str, Any]]] = OrderedDict()

    async def kept(
        self, key: tuple[str, ...], arguments: list[str], data: bytes, request: bytes = b""
    ) -> dict[str, Any]:
        """Return the output of a command as JSON; what was computed before, or is being computed, under the key.
        `request`: contents of the file for the option `--request`."""
        task = self.results.get(key)
        if task is None:
            task = self.results[key] = asyncio.ensure_future(self._json(arguments, data, request))
            if len(self.results) > MAX_RESULTS:
                self.results.popitem(last=False)
        try:
            return await asyncio.shield(task)
        except HttpError:
            self.results.pop(key, None)
            raise

    async def _json(self, arguments: list[str], data: bytes, request: bytes) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
            if request:
                file = Path(folder) / "request.json"
                file.write_bytes(request)
                arguments = [*arguments[:-1], "--request", str(file), arguments[-1]]
            found: dict[str, Any] = json.loads(await self.run(arguments, data))
        return found

    async def run(
        self, arguments: list[str], data: bytes, seconds: float = MAX_SECONDS, good: tuple[int, ...] = (0, REFUSED)
    ) -> bytes:
        """Return the output of a command. `data`: its input; `good`: exit statuses that are no failure. Raises
        HttpError."""
        if self.waiting >= MAX_WAITING:
            raise HttpError("overloaded", BUSY, 503)
        self.waiting += 1
        try:
            await self.slots.acquire()
        finally:
            self.waiting -= 1
        try:
            return await self._run(arguments, data, seconds, good)
        finally:
            self.slots.release()

    async def _run(self, arguments: list[str], data: bytes, seconds: float, good: tuple[int, ...]) -> bytes:
        pipe = asyncio.subprocess.PIPE
        command = sys.executable, "-m", "dragoman", *arguments
        folders = os.pathsep.join(map(str, user_specs.active_folders()))
        environment = {**os.environ, user_specs.FOLDERS: folders}
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        try:
            output, errors = await asyncio.wait_for(process.communicate(data), seconds)
        except TimeoutError:
            raise HttpError("timeout", f"dragoman {arguments[0]} took more than {seconds:g} s", 504) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode not in good or len(output) > MAX_OUTPUT_BYTES:
            message = masked(errors.decode("utf-8", "replace").strip())[:MAX_MESSAGE]
            raise Failed("server_error", message or f"dragoman {arguments[0]} failed", 500)
        return output
