"""`dragoman run`: starts the client program with a profile, and a proxy for it if none is running.

A proxy that is started here runs in this process and ends with the child, whose exit status is returned.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from dragoman import loader, system
from dragoman.auth import selection
from dragoman.commands.arguments import UsageError
from dragoman.commands.serving import programs, serve, usage
from dragoman.commands.serving.programs import CannotRun
from dragoman.config.profiles import Profile, ProfileOptions, make
from dragoman.config.settings import Settings, default_profiles
from dragoman.server.listener.server import Server

STOP_TIMEOUT = 3.0  # seconds for the proxy of this command to start and to stop
HEALTH_TIMEOUT = 3.0  # seconds for the health response of a running proxy


def chosen(settings: Settings, name: str) -> Profile:
    """Return the profile, which is usable. Raises CannotRun."""
    profile = settings.profiles.get(name)
    if profile is None and not settings.source and name in default_profiles():
        provider, variant = default_profiles()[name]
        profile = make(name, provider, ProfileOptions(variant=variant))  # unusable: its problem is reported below
    if profile is None:
        raise UsageError(loader.unknown("profile", name, settings.profiles))
    if profile.problem:
        raise CannotRun(f"profile {name} cannot be used: {profile.problem}")
    return profile


def run(
    settings: Settings,
    profile: Profile,
    client: Mapping[str, Any],
    prompt: str | None,
    model: str,
    words: Sequence[str],
    log: str,
    quiet: bool = False,
) -> int:
    """Run the client and return its exit status. At the end a line states the usage, unless `quiet`. Raises CannotRun
    and serve.CannotListen."""
    path = programs.installed(client)
    known = programs.values(client, profile, model)

    def start(url: str) -> int:
        with programs.folder(client) as folder:
            filled = {**known, **(placeholders(settings, profile, url) if url else {}), **folder}
            programs.write_files(client, filled)
            command = [path, *programs.arguments(client, filled, prompt), *words]
            environment = programs.environment(client, filled, model, os.environ)
            return wait(command, environment) if quiet or not url else measured(url, command, environment)

    def measured(url: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
        key = settings.keys[0] if settings.keys else ""
        before = usage.status(url, key)
        status = wait(command, environment)
        if line := usage.summary(profile.name, before, usage.status(url, key)):
            print(f"dragoman: {line}", file=sys.stderr)
        return status

    if profile.table.get("passthrough"):
        check_login(profile, client)
        return start("")
    if running(settings, profile):
        return start(address(settings))
    if profile.login is not None and (reason := profile.login.unusable_reason(bool(settings.source))):
        raise CannotRun(f"profile {profile.name} cannot be used: {reason}")
    with Proxy(settings, log) as proxy:
        return start(proxy.url)


def check_login(profile: Profile, client: Mapping[str, Any]) -> None:
    """Print what is wrong with the client's own login. Raises CannotRun for the client of another protocol."""
    if client["protocol"] != profile.protocol:
        raise CannotRun(
            f"profile {profile.name} uses the login of the client program, which {client['title']} does not have"
        )
    login = selection.client_login(profile.table, profile.name)
    if login and not login.startswith(selection.READY):
        print(f"dragoman: the login of {profile.table['title']}: {login}", file=sys.stderr)


def print_environment(settings: Settings, profile: Profile, client: Mapping[str, Any], model: str) -> str:
    """Return shell commands that set the client's environment. Raises CannotRun."""
    known = programs.values(client, profile, model) | placeholders(settings, profile, address(settings))
    before = dict(os.environ)
    return "\n".join(programs.shell_lines(client, known, programs.environment(client, known, model, before)))


def placeholders(settings: Settings, profile: Profile, url: str) -> dict[str, str]:
    """Return the values for the placeholders of a proxy with this URL."""
    return {"url": f"{url}/{profile.name}", "key": settings.keys[0] if settings.keys else "any"}


# the proxy


def address(settings: Settings) -> str:
    """Return the URL of a proxy that listens as configured, from this machine."""
    return located(settings.host, settings.port)


def located(host: str, port: int) -> str:
    """Return the URL of a host and port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def running(settings: Settings, profile: Profile) -> bool:
    """Whether a permanent proxy listens on the configured address. Raises CannotRun if it does not have the profile."""
    response = health(settings, "/healthz")
    if response is None or response.get("lasting") is False:
        return False
    if health(settings, f"/{profile.name}/healthz") is None:
        where = address(settings)
        raise CannotRun(f"the proxy on {where} has no profile '{profile.name}'; restart it with this configuration")
    return True


def health(settings: Settings, path: str) -> dict[str, Any] | None:
    """Return a proxy's health response, or None if no proxy responds. With a key the status tells whether the
    profile in the path exists."""
    host = address(settings).removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=HEALTH_TIMEOUT)
    try:
        key = {"Authorization": f"Bearer {settings.keys[0]}"} if settings.keys else {}
        connection.request("GET", path, headers=key)
        response = connection.getresponse()
        body = json.loads(response.read(4096)) if response.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return body if isinstance(body, dict) and {"status", "version"} <= set(body) else None


class Proxy:
    """A proxy in a thread of this process, on the configured address or, if that is in use, on a free port."""

    def __init__(self, settings: Settings, log: str) -> None:
        serve.set_up_logging("info" if log else "", Path(log) if log else None)
        host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # only the child connects
        try:
            self.listener = serve.bind(host, settings.port)
        except serve.CannotListen:
            self.listener = serve.bind(host, 0)
        self.url = located(*self.listener.getsockname()[:2])
        self.settings = settings
        self.ready = threading.Event()
        self.server: Server | None = None
        self.thread = threading.Thread(target=self._serve, name="dragoman", daemon=True)

    def _serve(self) -> None:
        def ready(server: Server, reloading: object) -> None:
            self.server = server
            self.ready.set()

        try:
            serve.until_stopped(self.settings, self.listener, ready, lasting=False)
        finally:
            self.ready.set()

    def __enter__(self) -> Proxy:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.ready.wait(STOP_TIMEOUT)
        if self.server is not None:
            self.server.should_exit = self.server.force_exit = True
        self.thread.join(STOP_TIMEOUT)


# the child


def wait(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command, forward signals to it, and return its exit status as a shell reports it."""
    child: list[subprocess.Popen[bytes]] = []
    pending: list[int] = []
    terminal = sys.stdin is not None and sys.stdin.isatty()

    def forward(number: int, frame: FrameType | None) -> None:
        if terminal and number in system.sent_by_terminal():
            return  # the terminal also sends it to the child
        if child:
            child[0].send_signal(number)
        else:
            pending.append(number)

    before = {number: signal.signal(number, forward) for number in system.forwarded_signals()}
    try:
        child.append(subprocess.Popen(list(command), env=dict(environment)))
        for number in pending:
            child[0].send_signal(number)
        status = child[0].wait()
    except OSError as error:
        raise CannotRun(f"cannot start {command[0]}: {error.strerror or error}") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status
