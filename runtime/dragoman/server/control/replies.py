"""Replies to requests about the server itself, as JSON."""

from __future__ import annotations

from typing import Any

from dragoman import __version__, loader
from dragoman.config import routing
from dragoman.config.settings import ConfigurationError
from dragoman.exchange.bodies import JSON
from dragoman.exchange.replies import Reply
from dragoman.masking import masked
from dragoman.server.control.errors import HttpError, allow
from dragoman.server.paths import CLEAR, RELOAD, STATUS
from dragoman.server.state import ServerState
from dragoman.values import json_text

HELLO = b"Dragoman, a translating proxy between LLM wire protocols.\n"


def probe(kind: str, state: ServerState) -> Reply:
    """Return the reply to a check whether the server is available."""
    if kind == "hello":
        return Reply(200, [(b"content-type", b"text/plain; charset=utf-8")], HELLO)
    return Reply(503 if state.draining else 200, [JSON], json_text.dumps(_health(state)))


async def control(path: str, method: str, query: dict[str, str], state: ServerState) -> Reply:
    """Return the reply to an authenticated request for the status, a reload, or for closing circuit breakers."""
    if path == STATUS:
        allow(method, "GET", "HEAD")
        profiles = state.providers.status(state.settings.profiles.values())
        body = {**_health(state), "default": state.settings.default, "profiles": profiles, "usage": _usage(state)}
        if model := query.get("model"):
            body["model"] = _resolved(state, query.get("profile", ""), model)
        return _json(body)
    allow(method, "POST")
    if path == CLEAR:
        name = query.get("profile", "")
        if name and name not in state.settings.profiles:
            raise HttpError("not_found", loader.unknown("profile", name, state.settings.profiles), 404)
        return _json({"cleared": state.providers.clear(name, query.get("model", ""))})
    assert path == RELOAD
    if state.reload is None:
        raise HttpError("invalid_request", "this server has no configuration to reload", 501)
    try:
        return _json({"status": "reloaded", "message": await state.reload()})
    except ConfigurationError as problems:
        return _json({"status": "refused", "message": masked(str(problems))}, 400)


def _usage(state: ServerState) -> dict[str, Any]:
    """Return the tokens, costs and losses since the start of the server; {} if it does not observe its requests."""
    if state.observer is None:
        return {}
    totals = state.observer.totals
    losses: dict[str, dict[str, int]] = {}
    for (profile, path), count in totals.losses.items():
        losses.setdefault(profile, {})[path] = count
    return {"rows": totals.as_json(), "losses": losses}


def _resolved(state: ServerState, segment: str, model: str) -> dict[str, Any]:
    """Return where a request for a model name of a client is sent, without rules; {} for an unknown profile."""
    try:
        target = routing.route(state.settings, segment, model)
    except routing.Unroutable:
        return {}
    profile = target.profile
    window = profile.limits(target.model)[0]
    title = profile.table.get("title", profile.provider)
    found = {"id": target.model, "profile": profile.name, "provider": profile.provider, "title": title}
    return found | ({"context_window": window} if window else {})


def _health(state: ServerState) -> dict[str, Any]:
    status = "draining" if state.draining else "ok"
    return {"status": status, "version": __version__, "lasting": state.lasting}


def _json(body: dict[str, Any], status: int = 200) -> Reply:
    return Reply(status, [JSON], json_text.dumps(body))
