"""Transports of httpx and httpx2 that send requests through the proxy of this process."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import cache, partial
from types import ModuleType
from typing import Any, TypeVar

import httpx

from dragoman.config.settings import Settings
from dragoman.inprocess.calls import AppCall, Head
from dragoman.inprocess.proxy import Proxy, settings_for

T = TypeVar("T")
Configuration = str | os.PathLike[str] | Settings | None


class _Loop:
    """An event loop in a separate thread, for callers without one."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="dragoman", daemon=True)
        self.thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@cache
def sync_transport(library: ModuleType) -> Any:
    """Return the class `Transport` for httpx or for httpx2."""

    class Body(library.SyncByteStream):  # type: ignore[name-defined, misc]
        def __init__(self, call: AppCall, loop: _Loop, request: Any) -> None:
            self.call, self.loop, self.request = call, loop, request

        def __iter__(self) -> Iterator[bytes]:
            pieces = self.call.pieces()

            async def following() -> bytes | None:
                return await anext(pieces, None)

            while (piece := self.loop.run(_in_time(library, self.request, following))) is not None:
                yield piece

        def close(self) -> None:
            self.loop.run(self.call.close())

    class Transport(library.BaseTransport):  # type: ignore[name-defined, misc]
        """Sends requests to a profile, through the proxy of this process. The host of a URL is ignored.

        `profile`: its name, by default that of the configuration; `configuration`: the path of a file, or settings.
        Raises ConfigurationError, FileNotFoundError, OSError. The transport is closed with its client.
        """

        def __init__(self, profile: str = "", configuration: Configuration = None) -> None:
            settings, name = settings_for(profile, configuration)
            self._loop = _Loop()
            self._proxy = self._loop.run(_made(settings, name))

        def handle_request(self, request: Any) -> Any:
            begin = partial(_begun, self._proxy, request, request.read())
            call, head = self._loop.run(_in_time(library, request, begin))
            body = Body(call, self._loop, request)
            return library.Response(head.status, headers=head.headers, stream=body, request=request)

        def close(self) -> None:
            self._loop.run(self._proxy.aclose())
            self._loop.close()

    return Transport


@cache
def async_transport(library: ModuleType) -> Any:
    """Return the class `AsyncTransport` for httpx or for httpx2."""

    class Body(library.AsyncByteStream):  # type: ignore[name-defined, misc]
        def __init__(self, call: AppCall, request: Any) -> None:
            self.call, self.request = call, request

        async def __aiter__(self) -> AsyncIterator[bytes]:
            pieces = self.call.pieces()

            async def following() -> bytes | None:
                return await anext(pieces, None)

            while (piece := await _in_time(library, self.request, following)) is not None:
                yield piece

        async def aclose(self) -> None:
            await self.call.close()

    class AsyncTransport(library.AsyncBaseTransport):  # type: ignore[name-defined, misc]
        """Like `Transport`, in the event loop of the caller. An instance belongs to one event loop."""

        def __init__(self, profile: str = "", configuration: Configuration = None) -> None:
            self._settings, self._profile = settings_for(profile, configuration)
            self._proxy: Proxy | None = None

        async def handle_async_request(self, request: Any) -> Any:
            self._proxy = self._proxy or Proxy(self._settings, self._profile)
            begin = partial(_begun, self._proxy, request, await request.aread())
            call, head = await _in_time(library, request, begin)
            return library.Response(head.status, headers=head.headers, stream=Body(call, request), request=request)

        async def aclose(self) -> None:
            if self._proxy is not None:
                await self._proxy.aclose()

    return AsyncTransport


async def _made(settings: Settings, profile: str) -> Proxy:
    return Proxy(settings, profile)


async def _begun(proxy: Proxy, request: Any, body: bytes) -> tuple[AppCall, Head]:
    """Start a request and wait for the head of its response."""
    call = proxy.call(request, body)
    try:
        return call, await call.head()
    except asyncio.CancelledError:
        await call.close()
        raise


async def _in_time(library: ModuleType, request: Any, wait: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Wait as long as the request allows, for the head of the response or for a piece of it. Raises ReadTimeout."""
    seconds = request.extensions.get("timeout", {}).get("read")
    try:
        async with asyncio.timeout(seconds) as limit:
            return await wait()
    except TimeoutError:
        if not limit.expired():
            raise
        raise library.ReadTimeout(f"no data for {seconds:g} s", request=request) from None


def client(profile: str = "", configuration: Configuration = None, library: ModuleType = httpx) -> Any:
    """Return a client whose requests go to a profile, without a server. The caller closes it.

    It fits every SDK that accepts an HTTP client: `Sdk(http_client=client("work", library=httpx2))`.
    `library`: the module that the SDK uses, httpx or httpx2. Raises ConfigurationError, FileNotFoundError, OSError.
    """
    return library.Client(transport=sync_transport(library)(profile, configuration), timeout=None)


def async_client(profile: str = "", configuration: Configuration = None, library: ModuleType = httpx) -> Any:
    """Like `client`, for asynchronous SDKs."""
    return library.AsyncClient(transport=async_transport(library)(profile, configuration), timeout=None)


Transport = sync_transport(httpx)
AsyncTransport = async_transport(httpx)
