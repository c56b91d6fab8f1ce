"""`dragoman serve`: starts the server from settings, runs it until a signal, and shuts it down.

The socket is bound before anything is printed, so that a port in use produces a message and not a traceback. The
embedded demo provider, if a profile uses it, listens on its own loopback port in the same event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from dragoman import __version__, loader, system
from dragoman.commands.arguments import CommandFailed
from dragoman.config import ended_models
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.logs import JsonFormatter, LineFormatter
from dragoman.masking import Masking
from dragoman.server.app import App
from dragoman.server.listener.connections import permitted
from dragoman.server.listener.descriptors import log_exhaustion
from dragoman.server.listener.embedded import EmbeddedProvider
from dragoman.server.listener.reloading import Reloading
from dragoman.server.listener.server import Server
from dragoman.telemetry import setup as telemetry

LEVELS = ("debug", "info", "warning", "error")
LIBRARIES = {"uvicorn": logging.CRITICAL, "asyncio": logging.ERROR, "opentelemetry": logging.WARNING}

ACCEPTED = 8  # connections in a turn of the event loop: uvloop accepts one from each listening socket

log = logging.getLogger("dragoman")


class CannotListen(CommandFailed):
    """The address cannot be bound. The text is printed to the user."""


def serve(
    settings: Settings,
    level: str = "info",
    load: Callable[[], Settings] | None = None,
    form: str = "console",
    follow: Callable[[Reloading], None] | None = None,
) -> int:
    """Serve until a signal. `load`: reads the configuration again, for SIGHUP; `form`: of the log, `console` or `json`;
    `follow`: called when the server is ready. Returns the exit status. Raises CannotListen."""
    set_up_logging(level, form=form)
    missed = system.collect_signals(system.reload_signal()) if load is not None else []
    listener = bind(settings.host, settings.port)

    def ready(server: Server, reloading: Reloading | None) -> None:
        loop = asyncio.get_running_loop()
        for number in system.stop_signals():
            system.on_signal(loop, number, server.stop)
        if reloading is not None:
            for number in system.reload_signal():
                system.on_signal(loop, number, reloading.reload_soon)
            if missed:
                reloading.reload_soon()
        announce(banner(settings, *listener.getsockname()[:2]))
        for warning in ended_models.warnings(settings):
            log.warning("%s", warning)
        if follow is not None and reloading is not None:
            follow(reloading)

    until_stopped(settings, listener, ready, load=load)
    announce("dragoman: stopped")
    return 0


def announce(text: str) -> None:
    """Print a text for the user, if standard output can be written: the server does not depend on it."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


Ready = Callable[[Server, Reloading | None], None]


def until_stopped(
    settings: Settings,
    listener: socket.socket,
    ready: Ready,
    lasting: bool = True,
    load: Callable[[], Settings] | None = None,
) -> None:
    """Serve in this thread until the server passed to `ready` exits. `lasting`: the server is permanent, not that of
    one `dragoman run`; `load`: reads the configuration again."""
    try:
        import uvloop
    except ImportError:  # not available on every system
        factory = None
    else:
        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(App(settings, lasting=lasting), listener, ready, load))


def bind(host: str, port: int) -> socket.socket:
    """Return a bound and listening socket. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    system.keep_address(listener)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno in (48, 98, 10048):  # EADDRINUSE on Linux, macOS and Windows
            raise CannotListen(
                f"port {port} on {host} is in use; stop the program that uses it, or choose another with --port"
            ) from None
        raise CannotListen(
            f"cannot listen on {host}:{port}: {error.strerror or error}; check --host and --port"
        ) from None
    listener.setblocking(False)
    return listener


async def _serve(app: App, listener: socket.socket, ready: Ready, load: Callable[[], Settings] | None) -> None:
    embedded = EmbeddedProvider(app, bind)
    await embedded.start_if_used(app.settings)
    reloading = Reloading(app, load, embedded.start_if_used) if load is not None else None
    app.reload = reloading.reload if reloading is not None else None
    export = telemetry.start(os.environ)
    if export is not None:
        app.export_to(export.exporter)
    server = Server(app, permitted(descriptors) if (descriptors := system.raise_descriptor_limit()) else 0)
    log_exhaustion(asyncio.get_running_loop())
    ready(server, reloading)
    # Exclude start-up objects from garbage collection and collect rarely: a large body allocates thousands of objects,
    # and looking for cycles among them takes a fifth of the time of a 60 KB request.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    await server.serve([listener, *(listener.dup() for _ in range(ACCEPTED - 1))])
    await embedded.stop()
    await app.aclose()
    if export is not None:
        await asyncio.to_thread(export.close)


def set_up_logging(level: str, file: Path | None = None, form: str = "console") -> None:
    """Install one handler, on stderr or in a file, that masks known secrets; without a level nothing is logged. Records
    of the server library are logged at level debug only."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr) if level else logging.NullHandler()
    if file is not None:
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(JsonFormatter() if form == "json" else LineFormatter())
    handler.addFilter(Masking())
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(level.upper() or logging.CRITICAL)
    for name, default in LIBRARIES.items():
        library = logging.getLogger(name)
        library.handlers[:] = [handler]
        library.propagate = False
        library.setLevel(logging.INFO if level == "debug" else default)


def banner(settings: Settings, host: str, port: int) -> str:
    """Return the start-up text: the address, the profiles and their state, and how to choose one."""
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    source = settings.source or "no configuration file: a profile for each provider whose key is in the environment"
    lines = [f"Dragoman {__version__} listens on {url} ({source})", ""]
    width = max(len(name) for name in settings.profiles)
    for name, profile in settings.profiles.items():
        lines.append(f"  {'*' if name == settings.default else ' '} {name.ljust(width)}  {_state(profile)}")
    lines += [
        "",
        f"  * is the default. Choose another by path ({url}/PROFILE/v1/...) or by model (PROFILE/MODEL).",
        *([f"  Requests, profiles and usage are shown at {url}/ui"] if settings.observe else []),
        *_hints(url, "YOUR_KEY" if settings.keys else "any"),
    ]
    return "\n".join(lines)


def _state(profile: Profile) -> str:
    """Return the state of a profile for the banner."""
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
    """Return how to configure the usual clients. `key`: the key that they send."""
    hints = [loader.protocol(name).get("hint", "") for name in loader.protocols()]
    return ["  " + hint.replace("{url}", url).replace("{key}", key) for hint in hints if hint]
