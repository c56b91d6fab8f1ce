"""Providers that can be used on this machine: keys in the environment, stored keys, logins, and local servers.

Everything comes from the specs: the variable of a provider's key, the places of its logins, and its loopback address.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dragoman import loader
from dragoman.auth import selection
from dragoman.auth.logins import Logins
from dragoman.auth.secret import cleaned_key
from dragoman.auth.store import Store
from dragoman.config.profiles import EMBEDDED, ProfileOptions, make
from dragoman.config.settings import is_loopback
from dragoman.masking import CredentialError
from dragoman.values.placeholders import PLACEHOLDER

PROBE_SECONDS = 1.0  # for a local server to answer


@dataclass
class Candidate:
    """A provider that can be used. `found`: what was found; `key`: the variable of its key; `problem`: what the profile
    needs besides; `models`: those of a local server."""

    provider: str
    title: str
    found: str
    variant: str = ""
    key: str = ""
    problem: str = ""
    models: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its profile."""
        return f"{self.provider}-{self.variant}" if self.variant else self.provider

    @property
    def key_only(self) -> bool:
        """Whether nothing but the key is missing, which the profile names."""
        return self.problem == f"{self.key} is not set"


def find(environment: Mapping[str, str]) -> list[Candidate]:
    """Return the candidates: keys and logins in the order of the provider table, then local servers."""
    order = {name: loader.provider(name).get("columns", {}).get("row", 1000) for name in loader.providers()}
    names = sorted((name for name in order if name != EMBEDDED), key=lambda name: (order[name], name))
    own = [one for name in names for one in _with_credentials(name, environment)]
    taken = {one.provider for one in own}
    with ThreadPoolExecutor() as pool:
        local = pool.map(_local, [name for name in names if _loopback(name) and name not in taken])
    return [*own, *(one for one in local if one is not None)]


def named(name: str, environment: Mapping[str, str]) -> Candidate:
    """Return the candidate of a provider, whether a credential exists or not. Raises KeyError."""
    table = loader.provider(name)
    found = next(iter(_with_credentials(name, environment)), None) or (_local(name) if _loopback(name) else None)
    if found is not None:
        return found
    key = table.get("api_key_env", "")
    missing = f"{key} is not set" if key else "no login was found" if table.get("auth") else ""
    return Candidate(name, table["title"], missing, key=key, problem=missing)


def _with_credentials(name: str, environment: Mapping[str, str]) -> Iterator[Candidate]:
    table = loader.provider(name)
    title, key = table["title"], table.get("api_key_env", "")
    if key and cleaned_key(environment.get(key, "")):
        yield Candidate(name, title, f"the key {key} of the environment", key=key, problem=_problem(name, environment))
    elif key and name in Store(environment).names():
        yield Candidate(name, title, "a stored key", problem=_problem(name, environment))
    elif table.get("passthrough"):
        login = selection.client_login(table, name, environment)
        if login.startswith(selection.READY):
            yield Candidate(name, title, f"a login{login.removeprefix(selection.READY).replace(', ', ' of ', 1)}")
    elif found := _login(table.get("auth") or (), environment):
        yield Candidate(name, title, found, problem=_problem(name, environment))
    for variant, about in table.get("variants", {}).items():
        if found := _login(about.get("auth") or (), environment):
            yield Candidate(name, title, found, variant, problem=_problem(name, environment, variant))


def _login(names: tuple[str, ...] | list[str], environment: Mapping[str, str]) -> str:
    """Return where a login of a provider is stored; "" if there is none that can be used."""
    for name in names:
        try:
            login = Logins(loader.auth(name), environment=environment).find()
        except CredentialError:
            continue
        if login is not None and login.grant != "ask":
            return f"a login of {login.source}"
    return ""


def _problem(name: str, environment: Mapping[str, str], variant: str = "") -> str:
    """Return what a profile of the provider needs besides its credential."""
    profile = make(name, name, ProfileOptions(variant=variant), environment)
    return profile.problem


def _loopback(name: str) -> bool:
    table = loader.provider(name)
    url = next(iter(table["sides"].values()))["url"]
    return bool(table.get("local")) and not PLACEHOLDER.search(url) and is_loopback(urlsplit(url).hostname or "")


def _local(name: str) -> Candidate | None:
    """Return a local server if it answers, with its models."""
    table = loader.provider(name)
    profile = make(name, name)
    url = profile.address("models", "") or profile.url
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a loopback address is reached directly
    try:
        with opener.open(url, timeout=PROBE_SECONDS) as reply:
            body = json.loads(reply.read(1_000_000))
    except (OSError, ValueError, RecursionError):
        return None
    entries = next((value for value in body.values() if isinstance(value, list)), []) if isinstance(body, dict) else []
    models = [str(entry["id"]) for entry in entries if isinstance(entry, dict) and entry.get("id")]
    return Candidate(name, table["title"], f"a server on {urlsplit(url).netloc}", models=models)
