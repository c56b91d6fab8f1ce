"""Credentials of a profile: a login, a key, or a signer of requests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.auth.secret import Secret
from dragoman.http import signing
from dragoman.http.signing import RequestSigner
from dragoman.values.placeholders import fill

if TYPE_CHECKING:
    from dragoman.auth.credential import Credential


@dataclass(frozen=True)
class Credentials:
    """One of a key, a login and a signer, or the problem that there is none. `filled`: placeholders of addresses that
    the login fills."""

    key: Secret
    login: Credential | None = None
    signer: RequestSigner | None = None
    filled: tuple[str, ...] = ()
    problem: str = ""


def find(
    table: Mapping[str, Any],
    profile: str,
    key: Secret,
    auth: str,
    placeholders: Mapping[str, str],
    environment: Mapping[str, str] | None,
) -> Credentials:
    """Return the credentials of a profile. `table`: of the provider; `key`: of the configuration; `auth`: a login that
    the configuration names."""
    if table.get("auth") or auth:
        from dragoman.auth import selection  # start-up time

        login = selection.credential(table, profile, auth, key, placeholders, environment)
        if login is not None:
            return Credentials(Secret(), login, filled=tuple(selection.placeholders(table, auth)))
    if key or not table.get("api_key_env"):
        return Credentials(key)
    return _found_key(table, profile, placeholders, environment)


def _found_key(
    table: Mapping[str, Any], profile: str, placeholders: Mapping[str, str], environment: Mapping[str, str] | None
) -> Credentials:
    """Return the key of the environment or of the store of `dragoman auth login`; without one a signer, if the provider
    accepts signed requests."""
    variable = table["api_key_env"]
    key = Secret((os.environ if environment is None else environment).get(variable, ""))
    if key:
        return Credentials(key)
    from dragoman.auth import selection  # start-up time

    key = selection.stored_secret(table["name"], profile, environment)
    if key:
        return Credentials(key)
    if template := table.get("request_signing"):
        return _signer(variable, fill(template, placeholders))
    names = table.get("auth")
    login = selection.login_hint(names) if names else f"run `dragoman auth login {table['name']}`"
    missing = "no API key and no login" if names else "no API key"
    problem = f"{missing}: set {variable}, {login}, or set api_key, key_file or key_command of the profile"
    return Credentials(key, problem=problem)


def _signer(variable: str, scope: str) -> Credentials:
    """Return a signer, or the problem that its library is not installed. `scope`: region/service/..."""
    if missing := signing.missing_library():
        ways = f"set {variable}, or sign requests with the credentials of this machine"
        return Credentials(Secret(), problem=f"no API key: {ways}; {missing}")
    region, service, _ = scope.split("/")
    return Credentials(Secret(), signer=RequestSigner(service, region))
