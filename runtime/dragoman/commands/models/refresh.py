"""Import of a newer catalogue into the user's folder (`dragoman models --refresh`).

A catalogue is data about models: addresses, headers and credentials of providers come from specs, whatever it contains.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from dragoman import loader
from dragoman.catalogue import imported, records, snapshot
from dragoman.catalogue.runtime_form import for_runtime
from dragoman.commands.arguments import UsageError
from dragoman.http.upstream import Upstream
from dragoman.values import json_text

MAX_BYTES = 16 * 1024 * 1024
TIMEOUT = 60.0  # seconds
WEB = "https://"


class NotImported(Exception):
    """The catalogue cannot be used. The text states why and what to do."""


def refresh(source: str) -> dict[str, Any]:
    """Import the catalogue in a file or at an https URL. Returns what changed. Raises NotImported, UsageError."""
    data = _download(source) if "://" in source else _read(source)
    try:
        document = json_text.loads(data)
        files = snapshot.convert(document, loader.providers())
    except ValueError as error:
        raise NotImported(f"not JSON: {error}") from None
    except snapshot.InvalidSnapshot as error:
        raise NotImported(str(error)) from None
    if not files:
        raise NotImported("it has no models of the providers that Dragoman supports")
    day = str(document["generated"])
    if day > (datetime.now(UTC) + timedelta(days=1)).date().isoformat():
        raise NotImported(f"its date, {day}, is in the future; correct `generated`")
    shipped = {name: str(loader.catalogue(name).get("as_of", "")) for name in files}
    newer = [name for name, known in shipped.items() if known and day > known]
    if not newer:
        raise NotImported(f"it is of {day} and not newer than the catalogue that Dragoman contains")
    before = {name: _ended(name) for name in files}
    try:
        path = imported.save({name: for_runtime(files[name]) for name in newer})
    except (imported.NoFolder, OSError) as error:
        raise NotImported(f"it cannot be saved: {error}") from None
    records.forget()
    ended = {name: sorted(_ended(name) - before[name]) for name in newer}
    return {
        "as_of": day,
        "file": str(path),
        "providers": newer,
        "ended": {name: models for name, models in ended.items() if models},
    }


def described(result: dict[str, Any]) -> list[str]:
    """Return the lines that describe an import."""
    lines = [f"The catalogue of {result['as_of']} is used for {len(result['providers'])} providers."]
    lines += [f"Ended at {name}: {', '.join(models)}" for name, models in result["ended"].items()]
    return [*lines, f"It is in {result['file']}; delete the file to return to the catalogue of this version."]


def _ended(name: str) -> set[str]:
    table = loader.provider(name)
    return set(records.listed(table).get("ended", {})) if table.get("catalogue") else set()


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from None
    return _limited(data)


def _download(url: str) -> bytes:
    if not url.lower().startswith(WEB):
        raise NotImported("write an https URL, or the name of a file")
    try:
        return _limited(asyncio.run(_fetch(url)))
    except (OSError, TimeoutError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotImported(f"cannot be downloaded: {str(error) or type(error).__name__}") from None


async def _fetch(url: str) -> bytes:
    data = b""
    async with (
        asyncio.timeout(TIMEOUT),
        httpx.AsyncClient(transport=Upstream(), timeout=TIMEOUT) as client,
        client.stream("GET", url, headers={"accept": "application/json"}) as answer,
    ):
        if answer.status_code != 200:
            to = answer.headers.get("location", "")
            more = f"; it redirects to {to}" if to else ""
            raise NotImported(f"HTTP status {answer.status_code}{more}")
        async for part in answer.aiter_bytes():
            data += part
            if len(data) > MAX_BYTES:
                break
    return data


def _limited(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise NotImported(f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
    return data
