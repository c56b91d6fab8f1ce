"""The compiler beside the server of `dragoman dev`: adapters are imported again when specs have changed.

A separate process compiles, so that open streams go on meanwhile. Requests in progress keep the adapters that they
began with; with problems the previous adapters stay in use.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from dragoman import loader, user_specs
from dragoman.catalogue import records
from dragoman.config.settings import ConfigurationError
from dragoman.logs import escaped
from dragoman.server.listener.reloading import Reloading

COMMAND = (sys.executable, "-m", "dragoman_codegen.resident")

log = logging.getLogger("dragoman")


class Development:
    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()

    def start(self, reloading: Reloading) -> None:
        """Start the compiler; its reports are applied in the running event loop."""
        folders = dict.fromkeys((*user_specs.usual_folders(), *user_specs.active_folders()))
        command = [*COMMAND, *map(str, folders)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        arguments = (self.process, asyncio.get_running_loop(), reloading)
        threading.Thread(target=self._read, args=arguments, daemon=True).start()

    def stop(self) -> None:
        """End the compiler."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def _read(self, process: subprocess.Popen[bytes], loop: asyncio.AbstractEventLoop, reloading: Reloading) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            loop.call_soon_threadsafe(self._receive, json.loads(line), reloading)

    def _receive(self, report: dict[str, Any], reloading: Reloading) -> None:
        task = asyncio.ensure_future(self._apply(report, reloading))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _apply(self, report: dict[str, Any], reloading: Reloading) -> None:
        async with self._lock:
            if watching := report.get("watching"):
                log.info("specs: watching %s", ", ".join(watching))
            for line in (line for problem in report.get("problems", ()) for line in problem.split("\n")):
                log.error("specs: %s", escaped(line))
            if report.get("problems"):
                log.error("specs: the previous adapters stay in use")
            elif report.get("written") or report.get("extension"):
                await self._use(report, reloading)
            elif "written" in report:
                log.info("specs: valid, and the adapters are up to date after %s s", report["seconds"])

    async def _use(self, report: dict[str, Any], reloading: Reloading) -> None:
        try:
            if folder := report.get("extension"):
                user_specs.use(Path(folder), tuple(map(Path, report["folders"])))
            else:
                loader.renew(report["written"])
                records.forget()
            await reloading.reload()
        except (ConfigurationError, user_specs.Unsafe) as error:
            log.error("specs: the configuration was not reloaded: %s", error)
            return
        what = ", ".join(sorted({name.partition("/")[0] for name in report.get("written", ())})) or "specs of the user"
        log.info("specs: %s in use after %s s", what, report["seconds"])
