"""The proxy of this process: its settings, and the requests that a transport sends to it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragoman import loader, user_specs
from dragoman.config import file
from dragoman.config import settings as config
from dragoman.config.settings import ConfigurationError, Settings
from dragoman.inprocess.calls import AppCall
from dragoman.server.app import App

DROPPED = ("host", "origin", "sec-fetch-site", "transfer-encoding")  # describe a connection that there is none of


def settings_for(profile: str, configuration: str | os.PathLike[str] | Settings | None) -> tuple[Settings, str]:
    """Return the settings, and the name of the profile or of the default one.

    `configuration`: settings, or the path of a file; without it, the file that the command line would use, or the
    profiles that the environment has keys for. Raises ConfigurationError, FileNotFoundError, OSError.
    """
    user_specs.activate()
    if isinstance(configuration, Settings):
        settings = configuration
    else:
        path = config.find_file(os.fspath(configuration) if configuration is not None else None)
        settings = config.default_settings() if path is None else file.load(Path(path))
    name = profile or settings.default
    found = settings.profiles.get(name)
    if found is None:
        raise ConfigurationError(f"{loader.unknown('profile', name, settings.profiles)}; name one of these")
    if found.problem:
        raise ConfigurationError(f"profile {name} cannot be used: {found.problem}")
    if found.embedded:
        raise ConfigurationError(f"profile {name} is served by `dragoman serve` only; name another profile")
    # Only this process can send requests, so that no key protects them.
    return replace(settings, keys=[], allowed_hosts=[]), name


class Proxy:
    """An application with the connections of one event loop."""

    def __init__(self, settings: Settings, profile: str) -> None:
        self.app = App(settings, lasting=False)
        self.profile = profile

    def call(self, request: Any, body: bytes) -> AppCall:
        """Start a request of httpx or httpx2. Its host is ignored; its path selects the protocol."""
        headers = [(name.lower(), value) for name, value in request.headers.raw if name.lower().decode() not in DROPPED]
        url = request.url
        path = f"/{self.profile}{url.path}"
        return AppCall(self.app, request.method, path, url.query, [(b"host", b"localhost"), *headers], body)

    async def aclose(self) -> None:
        await self.app.aclose()
