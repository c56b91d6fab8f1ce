"""The model list of a provider, read for the template of its spec."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

LIMIT = 4 * 1024 * 1024  # bytes
SECONDS = 10
LOCAL = ("localhost", "127.0.0.1", "::1")


class NoModelList(Exception):
    """The list could not be read. The text states why, and contains no secret."""


def read_model_ids(url: str, key: str) -> list[str]:
    """Return the model ids that `url`/models lists. The key is sent over https, or to this machine. Raises
    NoModelList."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise NoModelList("the address does not begin with https://")
    headers = {"accept": "application/json", **({"authorization": f"Bearer {key}"} if key else {})}
    try:
        with urlopen(Request(f"{url.rstrip('/')}/models", headers=headers), timeout=SECONDS) as response:
            body: Any = json.loads(response.read(LIMIT))
    except (HTTPException, OSError, ValueError) as error:
        raise NoModelList(f"{url}/models: {getattr(error, 'reason', type(error).__name__)}") from None
    models = body.get("data", body.get("models")) if isinstance(body, dict) else body
    ids = [one.get("id") or one.get("name") for one in models or () if isinstance(one, dict)]
    return sorted({one for one in ids if isinstance(one, str) and one.isprintable()})
