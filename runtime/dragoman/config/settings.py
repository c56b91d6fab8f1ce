"""Settings of a server: profiles, address, keys and time limits; the search for the configuration file."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dragoman import loader, system
from dragoman.config.profiles import EMBEDDED, Profile, ProfileOptions, make
from dragoman.config.selection.rules import Rule
from dragoman.values.json_bounds import Bounds

MAX_PORT = 65535
FILE = "dragoman.yaml"


@dataclass
class Timeouts:
    """Time limits in seconds. There is no limit on the total time of a response."""

    connect: float = 10.0
    first_byte: float = 300.0
    idle: float = 300.0
    fallback: float = 600.0  # after which no further profile is tried


@dataclass(frozen=True)
class ServerOptions:
    """Limits toward clients: times in seconds, and sizes."""

    drain: float = 30.0  # for responses in progress when the server stops
    header_timeout: float = 20.0  # from the first byte of a request to the end of its header
    body_timeout: float = 60.0  # for a body, and a second more for each SLOWEST_BODY bytes of it
    keep_alive: float = 75.0  # between two requests of a connection
    max_header_bytes: int = 65_536
    max_headers: int = 200
    max_body_bytes: int = 32 * 1024 * 1024  # decoded
    bounds: Bounds = Bounds()


@dataclass(frozen=True)
class StoreOptions:
    """The store of responses: its file, the sum of their sizes, and their age in seconds."""

    path: str
    max_bytes: int = 256 * 1024 * 1024
    max_age: float = 30 * 86_400.0


@dataclass
class Settings:
    """The configuration of a server."""

    profiles: dict[str, Profile]
    default: str
    host: str = "127.0.0.1"
    port: int = 4141
    keys: list[str] = field(default_factory=list)
    allowed_hosts: list[str] = field(default_factory=list)  # besides loopback names and `host`
    allowed_origins: list[str] = field(default_factory=list)
    timeouts: Timeouts = field(default_factory=Timeouts)
    server: ServerOptions = ServerOptions()
    source: str = ""  # the configuration file
    rules: tuple[Rule, ...] = ()
    observe: bool = True  # keep the latest requests in memory, for /ui and /metrics
    inspect: bool | None = None  # keep their bodies; None: if only this machine can connect
    operators: list[str] = field(default_factory=list)  # keys for /ui, /api and /metrics
    responses_store: StoreOptions | None = None


class ConfigurationError(Exception):
    """The problems of a configuration, one a line."""


def default_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings without a file: a profile for each provider whose key is in the environment, that a login
    exists for, or that needs neither; and the embedded provider, the default."""
    profiles = {EMBEDDED: make(EMBEDDED, EMBEDDED)}
    for name, (provider, variant) in default_profiles().items():
        profile = make(name, provider, ProfileOptions(variant=variant), environment)
        if not profile.problem and (profile.login is None or profile.login.requested_by_user):
            profiles[name] = profile
    return Settings(profiles, EMBEDDED)


def default_profiles() -> dict[str, tuple[str, str]]:
    """Return the profiles that may exist without a file: name -> provider and variant. A provider has a profile of its
    name; a variant with its own login has one of the login's name."""
    found: dict[str, tuple[str, str]] = {}
    for name in loader.providers():
        if name != EMBEDDED:
            found[name] = name, ""
            variants = loader.provider(name).get("variants", {}).items()
            found |= {table["auth"][0]: (name, variant) for variant, table in variants if table.get("auth")}
    return found


def host_and_port(listen: str) -> tuple[str, int]:
    """Parse `127.0.0.1:4141` or `[::1]:4141`. Raises ValueError."""
    host, colon, digits = listen.rpartition(":")
    host = host.strip("[]")
    if not colon or not host or not digits.isdigit() or int(digits) > MAX_PORT:
        raise ValueError(f"'{listen}' is not an address to listen on; write host:port, as in 127.0.0.1:4141")
    return host, int(digits)


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can connect to the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_access(settings: Settings) -> None:
    """Raise ConfigurationError if other machines could use the server without a key."""
    if not settings.keys and not is_loopback(settings.host):
        raise ConfigurationError(
            f"dragoman: listening on {settings.host} without `keys:` would let other machines use the server; "
            f"set `keys:` that clients must send, or listen on 127.0.0.1"
        )


def user_file(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the user's own configuration file, which may not exist; None without a home folder."""
    folder = system.config_folder(environment)
    return folder / FILE if folder else None


def find_file(given: str | None, environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the configuration file: `given` (--config), $DRAGOMAN_CONFIG, ./dragoman.yaml or
    ~/.config/dragoman/dragoman.yaml; None if there is none. Raises FileNotFoundError if a named file does not exist."""
    environment = os.environ if environment is None else environment
    named = given or environment.get("DRAGOMAN_CONFIG")
    if named:
        path = Path(named)
        if not path.exists():
            raise FileNotFoundError(f"the configuration file {path} does not exist")
        if path.is_dir():
            raise FileNotFoundError(f"the configuration {path} is a folder; name the file in it")
        return path
    usual = user_file(environment)
    places = [Path(FILE), *([usual] if usual else [])]
    return next((path for path in places if path.is_file()), None)
