"""`dragoman reload`: lets a running server read its configuration again."""

from __future__ import annotations

import http.client
import json

from dragoman.commands.run import address
from dragoman.config.settings import Settings
from dragoman.server.paths import RELOAD

TIMEOUT_SECONDS = 30.0


class NotReloaded(Exception):
    """The server did not reload. The text states why."""


def reload(settings: Settings) -> str:
    """Request the reload from the server on the configured address, and return its message. Raises NotReloaded."""
    url = address(settings)
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=TIMEOUT_SECONDS)
    headers = {"Authorization": f"Bearer {settings.keys[0]}"} if settings.keys else {}
    try:
        connection.request("POST", RELOAD, headers=headers)
        response = connection.getresponse()
        data = response.read()
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise NotReloaded(f"no server responds on {url}: {reason}; name its address with --host and --port") from None
    finally:
        connection.close()
    message = _message(data)
    if response.status != 200:
        if response.status in (401, 404):
            message += "; the server runs with another configuration or version: restart it"
        raise NotReloaded(f"the server on {url} did not reload (HTTP {response.status}): {message}")
    return message


def _message(data: bytes) -> str:
    """Return the message of a reply, of the server or of an error in the protocol of a client."""
    try:
        body = json.loads(data)
    except ValueError:
        return data.decode("utf-8", "replace")[:200]
    found = body.get("message") if isinstance(body, dict) else None
    error = body.get("error") if isinstance(body, dict) else None
    return str(found or (error.get("message") if isinstance(error, dict) else None) or body)
