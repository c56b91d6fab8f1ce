"""Which credential a profile uses: a key, a key that `dragoman auth login` keeps, or a login of specs/auth."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from dragoman import loader
from dragoman.auth.credential import Credential
from dragoman.auth.logins import Logins
from dragoman.auth.secret import Secret
from dragoman.auth.store import Store
from dragoman.masking import CredentialError

READY = "ready"


def credential(
    table: Mapping[str, Any],
    profile: str,
    named: str = "",
    key: Secret | None = None,
    holes: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Credential | None:
    """The login of a profile, or None where it goes by its key. `named`: the login that the profile asks for."""
    names = list(table.get("auth") or ())
    environment = os.environ if environment is None else environment
    if not named:
        variable = table.get("key") or ""
        if not names or (variable and (key or environment.get(variable, "").strip())):
            return None
        kept = {*Store(environment).names()}
        named = next((name for name in names if {name, f"{name}@{profile}"} & kept), "")
        if not named and variable and not _is_there(names[0], profile, environment):
            return None
    name = named or names[0]
    return Credential(loader.auth(name), profile, key or None, holes, environment)


def _is_there(name: str, profile: str, environment: Mapping[str, str]) -> bool:
    """Whether a login lies on this machine, readable or not."""
    try:
        login = Logins(loader.auth(name), profile, environment).find()
    except CredentialError:
        return True
    return login is not None and login.grant != "ask"


def client_login(table: Mapping[str, Any], profile: str, environment: Mapping[str, str] | None = None) -> str:
    """Where the login lies that a profile's client has itself, or what makes one; "" where none is known of."""
    for name in table.get("auth") or ():
        about = loader.auth(name)
        try:
            login = next(Logins(about, profile, environment).all(shown=True), None)
        except CredentialError as error:
            return str(error)
        return f"{READY}, {login.source}" if login else unseen(about)
    return ""


def unseen(about: Mapping[str, Any]) -> str:
    """What is said of a login that only its owner makes, where none is to be seen."""
    ways = [spec["again"] for spec in about.get("logins") or () if spec.get("again")]
    text = f"none is seen here; log in with: {ways[0]}" if ways else "none is seen here"
    return f"{text} ({about['note']})" if about.get("note") else text


def login_hint(names: list[str]) -> str:
    """How one logs in: a command, or what the login's spec says instead."""
    about = loader.auth(names[0])
    if any(about.get(way) for way in ("browser", "device", "paste")):
        return f"run `dragoman auth login {names[0]}`"
    return str(about.get("hint") or "")


def kept_key(provider: str, profile: str, environment: Mapping[str, str] | None = None) -> Secret:
    """The provider's key as `dragoman auth login` kept it; an empty Secret where it did not."""
    kept = Store(environment).names()
    name = next((name for name in (f"{provider}@{profile}", provider) if name in kept), "")
    return Secret(keyring=name)


def fills(table: Mapping[str, Any], named: str = "") -> list[str]:
    """What a profile may give under `with:` for its login, and what the login may find out by itself."""
    found: list[str] = []
    for name in [named] if named else table.get("auth") or ():
        about = loader.auth(name)
        found += [*(about["gives"].get("holes") or ()), *(["site"] if about.get("site") else [])]
    return found
