"""Paths of the page: its files, its API, and /metrics. All but the files, which contain no data, need an operator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

from dragoman.exchange.bodies import JSON, parse_json_object
from dragoman.exchange.replies import Reply
from dragoman.http import origin
from dragoman.observer.observer import Observer
from dragoman.server.control import access
from dragoman.server.control.errors import HttpError, allow
from dragoman.server.delivery import Receive, ResponseRecord, Send
from dragoman.server.state import ServerState
from dragoman.server.window import actions, events, files, metrics, snapshot, specs
from dragoman.values import json_text

UI, METRICS = "/ui", "/metrics"
API = f"{UI}/api/"
REQUESTS = f"{API}requests/"
NOT_OBSERVED = "this server does not keep requests; set `observe: true` in dragoman.yaml"
EXPLAIN = "/explain"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for one of the paths. `credentials`: names of headers that may carry a key; `body`: reads the body."""

    method: str
    path: str
    query: dict[str, str]
    headers: list[tuple[bytes, bytes]]
    credentials: Collection[bytes]
    body: Callable[[], Awaitable[bytes]]
    receive: Receive
    send: Send


def serves(path: str) -> bool:
    """Whether a path is one of the page or /metrics."""
    return path in (UI, METRICS) or path.startswith(f"{UI}/")


async def reply(visit: Visit, state: ServerState, record: ResponseRecord) -> Reply | None:
    """Return the reply, or None if it has been sent. Raises HttpError."""
    path = visit.path
    if state.observer is None or not state.settings.observe:
        raise HttpError("not_found", NOT_OBSERVED)
    if path != METRICS and not path.startswith(API):
        allow(visit.method, "GET", "HEAD")
        return files.reply(path.removeprefix(UI).removeprefix("/"))
    access.check_operator(visit.headers, visit.credentials, state.settings)
    if path == METRICS:
        allow(visit.method, "GET", "HEAD")
        return metrics.reply(state, state.observer)
    if path == f"{API}events":
        allow(visit.method, "GET")
        await events.stream(_sequence(visit), state, visit.send, visit.receive, record)
        return None
    return await _api(visit, state, state.observer)


async def _api(visit: Visit, state: ServerState, observer: Observer) -> Reply:
    path = visit.path
    if visit.method in ("POST", "PUT") and path != f"{API}inspect":
        return secured(await actions.act(path.removeprefix(API), visit.method, await _payload(visit), state, observer))
    if path == f"{API}inspect":
        allow(visit.method, "PUT")
        observer.keep((await _payload(visit)).get("on") is True)
        return secured({"on": observer.keep_bodies})
    allow(visit.method, "GET", "HEAD")
    if path == f"{API}snapshot":
        return secured(snapshot.snapshot(state, observer))
    if path == f"{API}profiles":
        return secured(snapshot.profiles(state))
    if path == f"{API}usage":
        return secured(snapshot.usage(observer))
    if path == f"{API}specs":
        return secured(specs.read(visit.query.get("file", "")))
    if path == f"{API}quirks":
        provider = specs.checked(visit.query.get("provider", ""))
        return secured(await state.tools.kept(("quirks", provider), ["specs", "quirks", "--json", provider], b""))
    if path.startswith(REQUESTS) and path.endswith(EXPLAIN):
        id = path.removeprefix(REQUESTS).removesuffix(EXPLAIN)
        if visit.query.get("of") == "answer":
            return secured(await actions.explain_answer(id, state, observer))
        return secured(await actions.explain(id, visit.query.get("profile", ""), state, observer))
    if path.startswith(REQUESTS):
        return secured(actions.recording(path.removeprefix(REQUESTS), observer))
    raise HttpError("not_found", f"no such path: {path}")


def _sequence(visit: Visit) -> int:
    """Return the number of the last event that the page has, from the query or from the header of a reconnection."""
    header = dict(visit.headers).get(b"last-event-id", b"").decode("latin-1")
    text = header or visit.query.get("after", "")
    return int(text) if text.isdigit() and len(text) < 16 else -1


async def _payload(visit: Visit) -> dict[str, Any]:
    """Return the body of a request that changes something: JSON, which a foreign page cannot send."""
    if not origin.is_json(visit.headers):
        raise HttpError("invalid_request", "send the header Content-Type: application/json", 415)
    return parse_json_object(await visit.body())


def secured(body: Any, status: int = 200) -> Reply:
    """Return a JSON reply that no other page can read."""
    return Reply(status, [JSON, *files.SECURITY, (b"cache-control", b"no-store")], json_text.dumps(body))
