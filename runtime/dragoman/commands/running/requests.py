"""Requests to a running server: `dragoman reload`, `status` and `breaker clear`."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlencode

from dragoman.commands.arguments import CommandFailed
from dragoman.commands.serving.run import address
from dragoman.config.settings import Settings
from dragoman.server.paths import CLEAR, RELOAD, STATUS
from dragoman.server.window.routes import API

TIMEOUT_SECONDS = 30.0
MAX_FIELDS = 8  # undeclared fields of a profile that are shown


class Refused(CommandFailed):
    """The server did not do what was requested. The text states why."""


def reload(settings: Settings) -> dict[str, Any]:
    """Let the server on the configured address read its configuration again. Returns its reply. Raises Refused."""
    return _json(_request(settings, "POST", RELOAD, "did not reload"))


def clear(settings: Settings, name: str) -> dict[str, Any]:
    """Close the circuit breakers of `profile` or `profile/model`, or all. Returns the server's reply, with what was
    closed. Raises Refused."""
    profile, _, model = name.partition("/")
    query = urlencode({"profile": profile, "model": model})
    return _json(_request(settings, "POST", f"{CLEAR}?{query}", "did not close any breaker"))


def cleared_lines(body: dict[str, Any]) -> Iterator[str]:
    """Yield what was closed in lines."""
    found = ", ".join(body["cleared"])
    yield f"cleared: {found}" if found else "no circuit breaker was open, and no account cooled down"


def recording(settings: Settings, id: str | None = None) -> dict[str, Any]:
    """Return the recording of a request; without an id that of the latest one. Raises Refused."""
    if id is None:
        rows = _json(_request(settings, "GET", f"{API}snapshot", "did not list its requests"))["rows"]
        if not rows:
            raise Refused(f"the server on {address(settings)} has no request yet; send one first")
        id = rows[-1]["id"]
    path = f"{API}requests/{quote(str(id), safe='', errors='replace')}"
    return _json(_request(settings, "GET", path, f"has no bodies of the request {id}"))


def status(settings: Settings) -> dict[str, Any]:
    """Return the status of the server. Raises Refused."""
    return _json(_request(settings, "GET", STATUS, "did not report its status"))


def status_lines(body: dict[str, Any], settings: Settings) -> Iterator[str]:
    """Yield the status of the server in lines."""
    yield f"Dragoman {body['version']} on {address(settings)}: {body['status']}"
    width = max(map(len, body["profiles"]))
    for name, profile in body["profiles"].items():
        breakers = profile["breakers"].items()
        problem = f"unusable, {profile['problem']}" if "problem" in profile else "paused in part" if breakers else "ok"
        yield f"  {'*' if name == body['default'] else ' '} {name.ljust(width)}  {profile['provider']}: {problem}"
        for model, one in breakers:
            left = f"next probe in {one['seconds']:g} s" if one["state"] == "open" else "next request is a probe"
            yield f"      {model}: circuit {one['state'].replace('_', '-')}, {left} (last failure: {one['cause']})"
        for model, names in profile.get("rejected_parameters", {}).items():
            yield f"      {model}: sent without {', '.join(names)}, which the provider rejects"
        if fields := profile.get("undeclared_fields"):
            shown = ", ".join(f"{path} ({count})" for path, count in list(fields.items())[:MAX_FIELDS])
            more = f" and {len(fields) - MAX_FIELDS} more" if len(fields) > MAX_FIELDS else ""
            yield f"      fields of answers that no spec declares: {shown}{more}"
        for account, one in profile.get("accounts", {}).items():
            state = f"available in {one['seconds']:g} s ({one['cause']})" if one["seconds"] else "available"
            count = one["requests"]
            yield f"      account {account}: {state}, {count} request{'' if count == 1 else 's'}"


def _request(settings: Settings, method: str, path: str, problem: str) -> bytes:
    url = address(settings)
    keys = settings.operators or settings.keys
    headers = {"Authorization": f"Bearer {keys[0]}"} if keys else {}
    try:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=TIMEOUT_SECONDS)
        with closing(connection):
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            data = response.read()
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Refused(f"no server responds on {url}: {reason}; name its address with --host and --port") from None
    if response.status != 200:
        message = _message(data)
        if response.status == 401 or (response.status == 404 and path in (RELOAD, STATUS)):
            message += "; the server runs with another configuration or version: restart it"
        raise Refused(f"the server on {url} {problem} (HTTP {response.status}): {message}")
    return data


def _json(data: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(data)
    return body


def _message(data: bytes) -> str:
    """Return the message of a reply, of the server or of an error in the protocol of a client."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return data.decode("utf-8", "replace")[:200]
    found = body.get("message") if isinstance(body, dict) else None
    error = body.get("error") if isinstance(body, dict) else None
    return str(found or (error.get("message") if isinstance(error, dict) else None) or body)
