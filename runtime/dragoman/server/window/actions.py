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
NOT_ANSWERED = "the provider has not responded to this request"
PLAY_SECONDS = 60.0  # compiling takes some seconds, and more on a busy machine
CHECK_SECONDS = 300.0  # of a slow provider
MAX_SPEC = 200_000  # characters
PROBLEM = re.compile(r"[^:\n]*:(\d+):(\d+): (.*)")
CHECK = re.compile(r"profiles/([^/]+)/check")
SOME_CHECKS_FAILED = 1  # exit status of `dragoman check`
CASE = re.compile(r"requests/([0-9a-z_]+)/case")


def recording(id: str, observer: Observer) -> dict[str, Any]:
    """Return what is kept of a request. Raises HttpError."""
    return _kept(id, observer).as_json()


def _kept(id: str, observer: Observer) -> Recording:
    found = observer.recording(id)
    if found is None:
        raise HttpError("not_found", GONE)
    return found


async def explain(id: str, profile: str, state: ServerState, observer: Observer) -> dict[str, Any]:
    """Return how the fields of a request were made. `profile`: another one than that which answered."""
    kept = _kept(id, observer)
    if kept.client is None or not kept.names[1]:
        raise HttpError("invalid_request", NOT_SENT)
    way = _way(kept)
    if profile:
        other = state.settings.profiles.get(profile)
        if other is None:
            raise HttpError("not_found", f"no profile '{profile}'")
        model = other.resolve(kept.row.requested)
        way = ["--client", kept.names[0], "--profile", profile, "--model", model, *_config(state)]
    return await state.tools.kept((id, profile), ["explain", "request", "--json", *way, "-"], kept.client.body)


async def explain_answer(id: str, state: ServerState, observer: Observer) -> dict[str, Any]:
    """Return how the response to a request was made: the fields of its body, or of the events of its stream."""
    kept = _kept(id, observer)
    if kept.client is None or kept.response is None:
        raise HttpError("invalid_request", NOT_ANSWERED)
    received = b"".join(received for _, received, _ in kept.stream)
    kind = ["stream"] if received else ["response", "--status", str(kept.response.status)]
    arguments = ["explain", *kind, "--json", *_way(kept), "-"]
    data = received or kept.response.body
    return await state.tools.kept((id, "answer of the request"), arguments, data, kept.client.body)


def _way(kept: Recording) -> list[str]:
    """Return the options that state which protocols, provider and model a request has."""
    way = ["--client", kept.names[0], "--provider", kept.provider, "--variant", kept.variant]
    return [*way, "--protocol", kept.names[1], "--model", kept.row.model]


def _config(state: ServerState) -> list[str]:
    """Return the option that names the configuration."""
    return ["--config", state.settings.source] if state.settings.source else []


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
    if (found := CHECK.fullmatch(path)) and method == "POST":
        return await _check(found[1], payload.get("offline") is True, state)
    raise HttpError("not_found", f"no such path: /ui/api/{path}")


async def _check(profile: str, offline: bool, state: ServerState) -> dict[str, Any]:
    """Return the results of `dragoman check` for a profile. `offline`: send nothing."""
    if profile not in state.settings.profiles:
        raise HttpError("not_found", f"no profile '{profile}'")
    arguments = ["check", "--json", *_config(state), *(["--offline"] if offline else []), profile]
    output = await state.tools.run(arguments, b"", CHECK_SECONDS, (0, SOME_CHECKS_FAILED))
    try:
        return _object(output)
    except ValueError:  # a profile that only the client's own login can use
        text = output.decode("utf-8", "replace").strip() or "the checks have no result; see the log"
        raise HttpError("invalid_request", text) from None


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
