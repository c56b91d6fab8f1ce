"""The table of `dragoman auth status`: profiles and logins with the source of each credential, and no secret."""

from __future__ import annotations

import os
import time
from typing import Any

from dragoman import loader, system
from dragoman.auth.logins import Logins, or_variables
from dragoman.auth.secret import Secret, cleaned_key
from dragoman.auth.selection import not_found
from dragoman.commands.logins.actions import account
from dragoman.commands.screen import table, when
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings
from dragoman.masking import CredentialError

HEADINGS = ["PROFILE", "LOGIN", "FROM", "ACCOUNT", "EXPIRES"]


def status(settings: Settings) -> str:
    """Return a table of profiles and logins with the source, account and expiry of each credential."""
    found, notes = rows(settings)
    return "\n".join([table([HEADINGS, *found]), *(["", *notes] if notes else [])])


def rows(settings: Settings) -> tuple[list[list[str]], list[str]]:
    """Return the rows of the table and notes about them."""
    found: list[list[str]] = []
    notes: list[str] = []
    seen: set[str] = set()
    for profile in settings.profiles.values():
        if profile.embedded:
            continue
        if profile.passthrough and profile.table.get("auth"):
            about = loader.auth(profile.table["auth"][0])
            found += _rows(profile.name, about, Logins(about, profile.name), notes, seen)
            continue
        if profile.login is None:
            found.append([profile.name, "key", _from(profile), "", "-"])
            continue
        login = profile.login
        found += _rows(profile.name, login.table, login.logins, notes, seen, login.secret)
    for name in loader.auths():
        found += _rows("-", loader.auth(name), Logins(loader.auth(name)), notes, seen)
    return found, notes


def _rows(
    profile: str, about: Any, logins: Logins, notes: list[str], seen: set[str], secret: Secret | None = None
) -> list[list[str]]:
    """Return the rows of one login for one profile, or for `-`, logins that no profile uses."""
    name, now = str(about["name"]), time.time()
    if secret is not None:
        return [[profile, name, "the profile's own key", "", "-"]]
    rows: list[list[str]] = []
    try:
        for login in logins.all(shown=True):
            if profile == "-" and login.source in seen or login.grant == "ask":
                continue
            seen.add(login.source)
            user = profile if not rows else "-"
            expires = when(login.values.get("expires"), now, login.renewable)
            rows.append([user, name, login.source, account(about, logins, login.values), expires])
            if login.path is not None and system.readable_by_others(login.path):
                notes.append(f"{login.path} is readable by other users: run chmod 600 {login.path}")
    except CredentialError as error:
        notes += [] if str(error) in notes else [str(error)]
    if not rows and profile != "-":
        shown_only = all(spec.get("unusable") is True for spec in about.get("logins") or [{}])
        hint = f"{about.get('hint') or f'dragoman auth login {name}'}{or_variables(about)}"
        source = not_found(about) if shown_only else f"none; {hint}"
        rows.append([profile, name, source, "", "-"])
    return rows


def _from(profile: Profile) -> str:
    """Return the source of a profile's key."""
    key = profile.key
    if profile.passthrough:
        return "the client's own"
    for given, text in ((key.file, "file"), (key.keyring, "keyring"), (" ".join(key.command[:1]), "command")):
        if given:
            return f"{text} {given}"
    if key.value:
        variable = profile.table.get("api_key_env", "")
        own = bool(variable) and cleaned_key(os.environ.get(variable, "")) == key.value
        return f"${variable}" if own else "the configuration"
    return profile.problem or "not required"
