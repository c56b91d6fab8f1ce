"""Selection of the credential that a profile uses: a key, a stored key, or a login of specs/auth."""

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
    placeholders: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Credential | None:
    """Return the login of a profile, or None if the profile uses a key. `named`: the login that the profile names."""
    names = list(table.get("auth") or ())
    environment = os.environ if environment is None else environment
    if not named:
        variable = table.get("api_key_env") or ""
        if not names or (variable and (key or Secret(environment.get(variable, "")))):
            return None
        stored = {*Store(environment).names()}
        named = next((name for name in names if {name, f"{name}@{profile}"} & stored), "")
        if not named and variable and not _exists(names[0], profile, environment):
            return None
    name = named or names[0]
    return Credential(loader.auth(name), profile, key or None, placeholders, environment)


def _exists(name: str, profile: str, environment: Mapping[str, str]) -> bool:
    """Whether a login exists on this machine, readable or not."""
    try:
        login = Logins(loader.auth(name), profile, environment).find()
    except CredentialError:
        return True
    return login is not None and login.grant != "ask"


def client_login(table: Mapping[str, Any], profile: str, environment: Mapping[str, str] | None = None) -> str:
    """Return where the client's own login is stored, or how to create it; "" if the provider declares none."""
    for name in table.get("auth") or ():
        about = loader.auth(name)
        try:
            login = next(Logins(about, profile, environment).all(shown=True), None)
        except CredentialError as error:
            return str(error)
        return f"{READY}, {login.source}" if login else not_found(about)
    return ""


def not_found(about: Mapping[str, Any]) -> str:
    """Return the message for a login that only its owner creates and that was not found."""
    commands = [spec["command"] for spec in about.get("logins") or () if spec.get("command")]
    text = f"not found on this machine; log in with: {commands[0]}" if commands else "not found on this machine"
    return f"{text} ({about['note']})" if about.get("note") else text


def login_hint(names: list[str]) -> str:
    """Return how to log in: a command, or the hint of the login's spec."""
    about = loader.auth(names[0])
    if any(about.get(flow) for flow in ("browser", "device", "paste")):
        return f"run `dragoman auth login {names[0]}`"
    return str(about.get("hint") or "")


def stored_secret(provider: str, profile: str, environment: Mapping[str, str] | None = None) -> Secret:
    """Return the provider's key that `dragoman auth login` stored, or an empty Secret."""
    stored = Store(environment).names()
    name = next((name for name in (f"{provider}@{profile}", provider) if name in stored), "")
    return Secret(keyring=name)


def placeholders(table: Mapping[str, Any], named: str = "") -> list[str]:
    """Return the names that a profile may set under `with:` for its login. The login may determine them itself."""
    found: list[str] = []
    for name in [named] if named else table.get("auth") or ():
        about = loader.auth(name)
        found += [*(about.get("values") or ()), *(["site"] if about.get("site") else [])]
    return found
