"""Actions of the page on one request: explain it, make a case of it, and try a changed spec with it."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from dragoman.observer.observer import Observer
from dragoman.observer.recording import Recording
from dragoman.server.control.errors import HttpError
from dragoman.server.state import ServerState
from dragoman.server.window import specs
from dragoman.server.window.tools import Failed
from dragoman.values import json_text

GONE = "the bodies of this request are not kept"
NOT_SENT = "the request was not sent to a provider"
PLAY_SECONDS = 20.0
MAX_SPEC = 200_000  # characters
PROBLEM = re.compile(r"[^:\n]*:(\d+):(\d+): (.*)")
CASE = re.compile(r"requests/([0-9a-z_]+)/case")


def recording(id: str, observer: Observer) -> dict[str, Any]:
    """Return what is kept of a request. Raises HttpError."""
    return {**_kept(id, observer).as_json(), "row": observer.rings.rows[id].as_json()}


def _kept(id: str, observer: Observer) -> Recording:
    found = observer.rings.recordings.get(id)
    if found is None or id not in observer.rings.rows:
        raise HttpError("not_found", GONE)
    return found


async def explain(id: str, profile: str, state: ServerState, observer: Observer) -> dict[str, Any]:
    """Return how the fields of a request were made. `profile`: another one than that which answered."""
    kept = _kept(id, observer)
    if kept.client is None or not kept.names[1]:
        raise HttpError("invalid_request", NOT_SENT)
    way = ["--client", kept.names[0], "--provider", kept.provider, "--variant", kept.variant]
    way += ["--protocol", kept.names[1], "--model", observer.rings.rows[id].model]
    if profile:
        other = state.settings.profiles.get(profile)
        if other is None:
            raise HttpError("not_found", f"no profile '{profile}'")
        model = other.resolve(observer.rings.rows[id].requested)
        way = ["--client", kept.names[0], "--provider", other.provider, "--variant", other.variant, "--model", model]
    return await state.tools.kept((id, profile), ["explain", "request", "--json", *way, "-"], kept.client.body)


async def act(
    path: str, method: str, payload: dict[str, Any], state: ServerState, observer: Observer
) -> dict[str, Any]:
    """Do what a page asks for. Raises HttpError."""
    if path == "play" and method == "POST":
        return await _play(payload, state)
    if path == "specs" and method == "PUT":
        return specs.save(_text(payload, "provider"), _text(payload, "text"))
    if (found := CASE.fullmatch(path)) and method == "POST":
        more = ["--redact-text"] if payload.get("redact_text") is True else []
        kept = json_text.dumps(recording(found[1], observer))
        return _object(await state.tools.run(["record", "--recording", "-", "-o", "-", *more], kept))
    raise HttpError("not_found", f"no such path: /ui/api/{path}")


async def _play(payload: dict[str, Any], state: ServerState) -> dict[str, Any]:
    """Compile a changed spec and translate a request with it. Returns the explanation, or the problems of the spec."""
    provider, text = specs.checked(_text(payload, "provider")), _text(payload, "spec")
    if len(text) > MAX_SPEC:
        raise HttpError("invalid_request", f"the spec is longer than {MAX_SPEC} characters")
    request = json_text.dumps(payload.get("request"))
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        file = Path(folder) / f"{provider}.yaml"
        file.write_text(text, encoding="utf-8")
        way = ["--client", _text(payload, "client"), "--provider", provider, "--spec", str(file)]
        try:
            return _object(await state.tools.run(["explain", "request", "--json", *way, "-"], request, PLAY_SECONDS))
        except Failed as failed:
            found = [PROBLEM.fullmatch(line) for line in failed.message.splitlines()]
            problems = [{"line": int(one[1]), "column": int(one[2]), "text": one[3]} for one in found if one]
            if not problems:
                raise
            return {"problems": problems}


def _text(payload: dict[str, Any], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str):
        raise HttpError("invalid_request", f"{name} must be a text")
    return value


def _object(output: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output)
    return found
