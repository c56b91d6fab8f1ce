"""Grants of OAuth 2.0: access tokens for authorization codes, refresh tokens and assertions (RFC 6749, 7523)."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dragoman import extras
from dragoman.auth import requests
from dragoman.auth import values as v
from dragoman.auth.requests import AuthClient, LoginRejected
from dragoman.auth.values import Values
from dragoman.masking import CredentialError, remember

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MAX_SEARCHED_FILES = 4000  # of an installed program


async def refresh(auth_client: AuthClient, values: Values) -> Values:
    """Return the values for a refresh token. Raises LoginRejected, TransientError, CredentialError."""
    token = auth_client.table["token"]
    body = {
        "grant_type": "refresh_token",
        "refresh_token": values["refresh_token"],
        **client(auth_client.table, values),
    }
    body |= v.texts(token.get("parameters") or {}, values)
    return await _asked(auth_client, token, values, body, token.get("format") != "json")


async def code(auth_client: AuthClient, values: Values) -> Values:
    """Return the values for an authorization code. Raises LoginRejected, TransientError, CredentialError."""
    token = auth_client.table["token"]
    body = {"grant_type": "authorization_code", **client(auth_client.table, values)}
    body |= {name: values[name] for name in ("code", "redirect_uri", "code_verifier") if values.get(name)}
    return await _asked(auth_client, token, values, body, True)


async def device(auth_client: AuthClient, values: Values) -> Values:
    """Poll the token endpoint once (RFC 8628). Raises AuthorizationPending, too."""
    token = auth_client.table["token"]
    body = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": values["device_code"]}
    body |= client(auth_client.table, values)
    if values.get("code_verifier"):
        body["code_verifier"] = values["code_verifier"]
    return await _asked(auth_client, token, values, body, True)


async def signed(auth_client: AuthClient, values: Values) -> Values:
    """Return the values for an assertion signed with the account's key (RFC 7523). Raises LoginRejected,
    TransientError, CredentialError."""
    token = auth_client.table["token"]
    url = str(values.get("token_url") or token["url"])
    now = int(time.time())
    if not values.get("client_id") or not values.get("private_key"):
        raise CredentialError(
            "the service account's file has no account name or no private key; download the file again"
        )
    claim = {"iss": values["client_id"], "scope": scope(auth_client.table), "aud": url, "iat": now, "exp": now + 3600}
    body = {"grant_type": JWT_GRANT, "assertion": _signed(claim, values)}
    return await _asked(auth_client, {**token, "url": url}, values, body, True)


async def revoke(auth_client: AuthClient, values: Values) -> bool:
    """Revoke the tokens if the vendor has a revocation endpoint (RFC 7009). Returns whether it has. Raises
    LoginRejected, TransientError, CredentialError."""
    token = auth_client.table.get("token") or {}
    kind = "refresh_token" if values.get("refresh_token") else "access_token"
    if not token.get("revoke") or not values.get(kind):
        return False
    body = {"token": values[kind], "token_type_hint": kind, **client(auth_client.table, values)}
    await auth_client.post(token["revoke"], values, body, True, [])
    return True


async def _asked(
    auth_client: AuthClient, token: Mapping[str, Any], values: Values, body: Mapping[str, Any], form: bool
) -> Values:
    answer = await auth_client.post(token["url"], values, body, form, token.get("permanent") or [])
    reads = {name: f"/{name}" for name in ("access_token", "refresh_token", "id_token", "expires_in", "scope")}
    found = v.read(answer, {**reads, **(token.get("values") or {})}, values)
    if not isinstance(found.get("access_token"), str):
        raise LoginRejected("the token endpoint returned no access_token; log in again")
    return requests.with_expiry({**found, "refreshed": time.time()}, auth_client.shift)


def scope(table: Mapping[str, Any]) -> str:
    """Return the scopes of a login, separated by spaces."""
    return " ".join(table.get("scopes") or ())


def client(table: Mapping[str, Any], values: Values) -> dict[str, str]:
    """Return the OAuth client's id, with its secret if the vendor requires one. Raises CredentialError if the secret is
    not found."""
    who = {"client_id": str(values.get("client_id") or table.get("client_id") or "")}
    secret = values.get("client_secret") or ""
    if not secret and table.get("client_secret"):
        secret = find_secret(table["client_secret"])
        if not secret:
            places = [f"${source['env']}" for source in table["client_secret"] if source.get("env")]
            places += [
                f"the installed program {source['command']}"
                for source in table["client_secret"]
                if source.get("command")
            ]
            where = " or ".join(places)
            raise CredentialError(
                f"{table['title']} requires a client secret, which was not found: provide it in {where}"
            )
    return {**who, "client_secret": remember(str(secret))} if secret else {k: t for k, t in who.items() if t}


def find_secret(sources: list[Mapping[str, Any]], environment: Mapping[str, str] | None = None) -> str:
    """Return the client secret from the user's environment or from an installed program; "" if not found. A spec must
    not contain it."""
    environment = os.environ if environment is None else environment
    for source in sources:
        if source.get("env") and environment.get(source["env"]):
            return environment[source["env"]].strip()
        if source.get("command") and (found := _in_program(source, environment)):
            return found
    return ""


def _in_program(source: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """Search the files of an installed program for the secret."""
    program = shutil.which(source["command"], path=environment.get("PATH"))
    if program is None:
        return ""
    here = Path(program).resolve().parent
    package = next((up for up in (here, *here.parents[:3]) if (up / "package.json").is_file()), here)
    pattern, searched = re.compile(source["match"]), 0
    for glob in source.get("file") or ():
        for path in sorted(package.glob(glob)):
            searched += 1
            if searched > MAX_SEARCHED_FILES:
                return ""
            if path.is_file() and (match := pattern.search(path.read_text("utf-8", "replace"))):
                return match[1]
    return ""


def _signed(claim: dict[str, Any], values: Values) -> str:
    """Return the claims as a JWT signed with RS256."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, rsa
    except ImportError:
        raise CredentialError(extras.missing("service-account")) from None
    try:
        key = serialization.load_pem_private_key(str(values["private_key"]).encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CredentialError(
            "the service account's private key is not a valid PEM key; download the file again"
        ) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise CredentialError("the service account's private key is not an RSA key; create an RSA key")
    head = {"alg": "RS256", "typ": "JWT", **({"kid": values["key_id"]} if values.get("key_id") else {})}
    text = ".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claim))
    return remember(f"{text}.{_part(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}")


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
