"""The grants of OAuth 2.0: a code, a refresh token or a signed claim becomes an access token (RFC 6749, 7523)."""

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

from dragoman.auth import requests
from dragoman.auth import values as v
from dragoman.auth.requests import Asking, Refused
from dragoman.auth.values import Values
from dragoman.masking import CredentialError, remember

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MOST_LOOKED_AT = 4000  # files of a program


async def refresh(asking: Asking, values: Values) -> Values:
    """New values for those that have a refresh_token. Raises Refused, TransientError, CredentialError."""
    token = asking.table["token"]
    body = {"grant_type": "refresh_token", "refresh_token": values["refresh_token"], **client(asking.table, values)}
    body |= v.texts(token.get("with") or {}, values)
    return await _asked(asking, token, values, body, (token.get("refresh") or token.get("send")) != "json")


async def code(asking: Asking, values: Values) -> Values:
    """Values for an authorization code. Raises Refused, TransientError, CredentialError."""
    token = asking.table["token"]
    body = {"grant_type": "authorization_code", **client(asking.table, values)}
    body |= {name: values[name] for name in ("code", "redirect_uri", "code_verifier") if values.get(name)}
    return await _asked(asking, token, values, body, token.get("send") != "json")


async def device(asking: Asking, values: Values) -> Values:
    """One poll of RFC 8628. Raises Pending too."""
    token = asking.table["token"]
    body = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": values["device_code"]}
    body |= client(asking.table, values)
    if values.get("code_verifier"):
        body["code_verifier"] = values["code_verifier"]
    return await _asked(asking, token, values, body, token.get("send") != "json")


async def signed(asking: Asking, values: Values) -> Values:
    """Values for a claim that is signed with the account's own key (RFC 7523). Raises Refused, TransientError,
    CredentialError."""
    token = asking.table["token"]
    url = str(values.get("token_url") or token["url"])
    now = int(time.time())
    if not values.get("client_id") or not values.get("private_key"):
        raise CredentialError("the service account's file is incomplete: it has no name or no private key")
    claim = {"iss": values["client_id"], "scope": scope(asking.table), "aud": url, "iat": now, "exp": now + 3600}
    body = {"grant_type": JWT_GRANT, "assertion": _signed(claim, values)}
    return await _asked(asking, {**token, "url": url}, values, body, True)


async def revoke(asking: Asking, values: Values) -> bool:
    """Takes the tokens back where the vendor has a place for that (RFC 7009). Raises Refused, TransientError,
    CredentialError."""
    token = asking.table.get("token") or {}
    kind = "refresh_token" if values.get("refresh_token") else "access_token"
    if not token.get("revoke") or not values.get(kind):
        return False
    body = {"token": values[kind], "token_type_hint": kind, **client(asking.table, values)}
    await asking.post(token["revoke"], values, body, True, [])
    return True


async def _asked(
    asking: Asking, token: Mapping[str, Any], values: Values, body: Mapping[str, Any], form: bool
) -> Values:
    answer = await asking.post(token["url"], values, body, form, token.get("permanent") or [])
    reads = {name: f"/{name}" for name in ("access_token", "refresh_token", "id_token", "expires_in", "scope")}
    found = v.read(answer, {**reads, **(token.get("reads") or {})}, values)
    if not isinstance(found.get("access_token"), str):
        raise Refused("the token endpoint answered without an access_token")
    return requests.settled({**found, "refreshed": time.time()}, asking.shift)


def scope(table: Mapping[str, Any]) -> str:
    return " ".join(table.get("scopes") or ())


def client(table: Mapping[str, Any], values: Values) -> dict[str, str]:
    """Who asks: the public client, with its secret where the vendor wants one. Raises CredentialError if that is
    nowhere."""
    who = {"client_id": str(values.get("client_id") or table.get("client") or "")}
    secret = values.get("client_secret") or ""
    if not secret and table.get("secret"):
        secret = found_secret(table["secret"])
        if not secret:
            places = [f"${way['env']}" for way in table["secret"] if way.get("env")]
            places += [f"the installed program {way['program']}" for way in table["secret"] if way.get("program")]
            where = " or ".join(places)
            raise CredentialError(f"{table['title']} asks for its client's secret, which was not found in {where}")
    return {**who, "client_secret": remember(str(secret))} if secret else {k: t for k, t in who.items() if t}


def found_secret(ways: list[Mapping[str, Any]], environment: Mapping[str, str] | None = None) -> str:
    """The user's own copy of what may not stand in a spec: in the environment, or in an installed program."""
    environment = os.environ if environment is None else environment
    for way in ways:
        if way.get("env") and environment.get(way["env"]):
            return environment[way["env"]].strip()
        if way.get("program") and (found := _in_program(way, environment)):
            return found
    return ""


def _in_program(way: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    program = shutil.which(way["program"], path=environment.get("PATH"))
    if program is None:
        return ""
    here = Path(program).resolve().parent
    package = next((up for up in (here, *here.parents[:3]) if (up / "package.json").is_file()), here)
    pattern, looked = re.compile(way["match"]), 0
    for glob in way.get("files") or ():
        for path in sorted(package.glob(glob)):
            looked += 1
            if looked > MOST_LOOKED_AT:
                return ""
            if path.is_file() and (match := pattern.search(path.read_text("utf-8", "replace"))):
                return match[1]
    return ""


def _signed(claim: dict[str, Any], values: Values) -> str:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, rsa
    except ImportError:
        raise CredentialError(
            "a service account's key needs the cryptography package: pip install 'dragoman[service-account]'"
        ) from None
    try:
        key = serialization.load_pem_private_key(str(values["private_key"]).encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CredentialError("the service account's private key cannot be read") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise CredentialError("the service account's private key is not RSA")
    head = {"alg": "RS256", "typ": "JWT", **({"kid": values["key_id"]} if values.get("key_id") else {})}
    text = ".".join(_part(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claim))
    return remember(f"{text}.{_part(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}")


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
