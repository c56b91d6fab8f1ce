"""A running server with the demo provider, and a browser."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dragoman.commands.serving.serve import bind, until_stopped
from dragoman.config.settings import Settings, default_settings
from dragoman.server.app import App
from dragoman.server.control.errors import HttpError
from dragoman.server.listener.server import Server
from tests.observer.browser import browser as open_browser


class Running:
    """A server in a thread. `app`: its application; `url`: its address."""

    def __init__(self, settings: Settings, port: int = 0) -> None:
        self.collector = gc.get_threshold()
        self.listener = bind("127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.ready = threading.Event()
        self.thread = threading.Thread(target=until_stopped, args=(settings, self.listener, self._ready))
        self.thread.start()
        assert self.ready.wait(60)

    def _ready(self, server: Server, _: object) -> None:
        self.server, self.loop = server, asyncio.get_running_loop()
        self.ready.set()

    @property
    def app(self) -> App:
        return self.server.app

    def without_explanations(self) -> None:
        """Let the server answer that it has no explanations: each takes a process of the compiler."""

        async def run(*_: Any) -> bytes:
            raise HttpError("not_found", "no explanation in this test")

        self.app.tools.run = run  # type: ignore[method-assign,assignment]

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.server.stop)
        self.thread.join(60)
        gc.set_threshold(*self.collector)  # which the server has changed for this process

    def ask(self, text: str = "Hello", path: str = "/demo/v1/messages", **members: Any) -> httpx.Response:
        body = {"model": "demo", "max_tokens": 200, "messages": [{"role": "user", "content": text}], **members}
        return httpx.post(f"{self.url}{path}", json=body, timeout=30, trust_env=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    server = Running(default_settings({}))
    server.without_explanations()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as found:
        yield found
