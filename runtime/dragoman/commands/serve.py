"""`dragoman serve`: from settings to a listening server, and to its end, which is one line.

The socket is bound before anything is said, so that a port in use is a message and not a traceback. The embedded
upstream, where a profile uses it, listens on a loopback port of its own in the same event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from dragoman import __version__, loader
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.logs import LineFormatter
from dragoman.masking import Masking
from dragoman.server.app import App

GRACE = 3  # seconds that answers under way get when the server is told to stop
KEEP_ALIVE = 75  # seconds an idle client connection stays open
LEVELS = ("debug", "info", "warning", "error")

log = logging.getLogger("dragoman")


class CannotListen(Exception):
    """The address cannot be had; the text is the line to print."""


def serve(settings: Settings, level: str = "info") -> int:
    """Serves until told to stop. Returns the exit status. Raises CannotListen."""
    set_up_logging(level)
    listener = bind(settings.host, settings.port)

    def ready(server: Server) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.handle_exit, number, None)
        print(banner(settings, *listener.getsockname()[:2]), flush=True)

    until_stopped(settings, listener, ready)
    print("dragoman: stopped", flush=True)
    return 0


def until_stopped(
    settings: Settings, listener: socket.socket, ready: Callable[[Server], None], lasting: bool = True
) -> None:
    """Serves in this thread until the server that `ready` is given should exit."""
    try:
        import uvloop
    except ImportError:  # not on every system
        factory = None
    else:
        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(settings, listener, ready, lasting))


def bind(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno in (48, 98, 10048):  # EADDRINUSE here and there
            raise CannotListen(
                f"port {port} of {host} is in use; stop what has it, or choose another with --port"
            ) from None
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    listener.setblocking(False)
    return listener


async def _serve(settings: Settings, listener: socket.socket, ready: Callable[[Server], None], lasting: bool) -> None:
    app = App(settings, lasting=lasting)
    demo: Server | None = None
    waiting: asyncio.Task[None] | None = None
    if any(profile.embedded for profile in settings.profiles.values()):
        from dragoman.server.demo import Demo

        inner = bind("127.0.0.1", 0)
        app.port = inner.getsockname()[1]
        demo = Server(_config(Demo()))
        waiting = asyncio.ensure_future(demo.serve([inner]))
    server = Server(_config(app))
    ready(server)
    # What is here now stays; and a large body makes and drops thousands of objects, which is no reason to look for
    # cycles among them (it would be a fifth of the work of a 60 KB request).
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    await server.serve([listener])
    if demo is not None and waiting is not None:
        demo.should_exit = demo.force_exit = True
        await waiting
    await app.upstream.aclose()


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the signals to us: there may be two in one process, and the end is ours to
    word."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )


def set_up_logging(level: str, file: Path | None = None) -> None:
    """Install one handler, on stderr or in a file, that masks known secrets; without a level nothing is logged. Records
    of the server library are logged at level debug only."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr) if level else logging.NullHandler()
    if file is not None:
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(LineFormatter())
    handler.addFilter(Masking())
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(level.upper() or logging.CRITICAL)
    for name, usual in (("uvicorn", logging.CRITICAL), ("asyncio", logging.ERROR)):
        library = logging.getLogger(name)
        library.handlers[:] = [handler]
        library.propagate = False
        library.setLevel(logging.INFO if level == "debug" else usual)


def banner(settings: Settings, host: str, port: int) -> str:
    """What is said at the start: where, which profiles in which state, how one is chosen."""
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    source = settings.source or "no configuration file: a profile for each provider whose key is in the environment"
    lines = [f"Dragoman {__version__} listens on {url} ({source})", ""]
    width = max(len(name) for name in settings.profiles)
    for name, profile in settings.profiles.items():
        lines.append(f"  {'*' if name == settings.default else ' '} {name.ljust(width)}  {_state(profile)}")
    lines += [
        "",
        f"  * is the default. Choose another by path ({url}/PROFILE/v1/...) or by model (PROFILE/MODEL).",
        *_hints(url, "YOUR_KEY" if settings.keys else "any"),
    ]
    return "\n".join(lines)


def _state(profile: Profile) -> str:
    title = profile.table.get("title", profile.provider)
    if profile.problem:
        return f"{title}: unusable, {profile.problem}"
    if profile.login is not None:
        return f"{title}: {profile.login.state()}"
    if profile.passthrough and profile.table.get("auth"):
        from dragoman.auth import selection

        return f"{title}: {selection.client_login(profile.table, profile.name)}"
    return f"{title}: ready" + ("" if profile.embedded else f", {profile.url}")


def _hints(url: str, key: str) -> list[str]:
    """How to point the usual clients here; `key`: what they present."""
    hints = [loader.protocol(name).get("hint", "") for name in loader.protocols()]
    return ["  " + hint.replace("{url}", url).replace("{key}", key) for hint in hints if hint]
