"""The list of models that a provider itself returns to an account."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

import httpx

from dragoman import loader
from dragoman.config.profiles import Profile
from dragoman.exchange.outgoing import ClientRequest, headers_for
from dragoman.http.upstream import Upstream
from dragoman.masking import CredentialError, masked, without_credentials
from dragoman.values import json_text

TIMEOUT = 20.0  # seconds
MAX_BYTES = 16 * 1024 * 1024
PREFIX = "models/"  # of ids that are paths


class OwnList(NamedTuple):
    """`ids`: None if the list was not requested, or not returned; `problem`: why, for the user."""

    ids: list[str] | None = None
    problem: str = ""


def fetch(profile: Profile) -> OwnList:
    """Request the list with the credentials of a profile. Without credentials, or if the provider has no list, nothing
    is requested."""
    protocol = next((name for name in (profile.protocol, *profile.sides) if profile.sides[name].path("models")), "")
    if profile.problem or profile.passthrough or profile.embedded or not protocol:
        return OwnList()
    try:
        return OwnList(asyncio.run(_fetch(profile, protocol)))
    except CredentialError as error:
        return OwnList(problem=f"the list of {profile.provider} was not requested: {error}")
    except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return OwnList(problem=f"{profile.provider} returned no list of models: {masked(str(error)) or 'no response'}")


async def _fetch(profile: Profile, protocol: str) -> list[str]:
    key = ""
    if profile.login is not None:
        auth = await profile.login.get()
        profile, key = profile.authenticated(auth), auth.key
    elif profile.key:
        key = await profile.key.get()
    front = loader.front(loader.fronts()[0])
    headers = headers_for(front, loader.back(profile.provider, protocol), profile, ClientRequest(), key, False)
    headers.pop("content-type", None)
    url = profile.address("models", "", protocol=protocol)
    async with (
        asyncio.timeout(TIMEOUT),
        httpx.AsyncClient(transport=Upstream(), timeout=TIMEOUT) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        data = b""
        async for part in answer.aiter_bytes():
            data += part
            if len(data) > MAX_BYTES:
                raise ValueError(f"more than {MAX_BYTES} bytes")
    if answer.status_code != 200:
        raise ValueError(f"HTTP {answer.status_code} from {without_credentials(url)}")
    return ids(json_text.loads(data))


def ids(payload: Any) -> list[str]:
    """Return the ids in a list of models: a list of objects, or an object with one."""
    lists: Iterable[Any] = payload.values() if isinstance(payload, dict) else [payload]
    found = next((part for part in lists if isinstance(part, list)), None)
    if found is None:
        raise ValueError("the response is no list of models")
    names = [entry.get("id") or entry.get("name") for entry in found if isinstance(entry, dict)]
    return [name.removeprefix(PREFIX) for name in names if isinstance(name, str) and name.isprintable()]
