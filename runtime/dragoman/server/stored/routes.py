"""Stored responses as resources: one response, its input items, and its deletion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.exchange.bodies import JSON
from dragoman.exchange.replies import Reply
from dragoman.server.control.errors import HttpError, allow
from dragoman.server.paths import PathNotFound
from dragoman.server.stored.store import Json, ResponseStore
from dragoman.values import json_text
from dragoman.values.placeholders import fill_tree

PAGE, MAX_PAGE = 20, 100  # items of a list
MISSING = "responses are not stored here: set `responses_store:` in dragoman.yaml, or send the whole conversation"


async def reply(
    method: str, rest: str, query: Mapping[str, str], table: Mapping[str, Any], owner: str, store: ResponseStore | None
) -> Reply:
    """Return the reply to a request for a stored response. `rest`: the path after that of all responses; `table`:
    `stored:` of the client's protocol. Raises HttpError, PathNotFound."""
    id, slash, more = rest.partition("/")
    if slash and slash + more != table["path"]:
        raise PathNotFound(f"no such path: a stored response has the paths /{id} and /{id}{table['path']}")
    allow(method, *(("GET", "HEAD") if more else ("GET", "HEAD", "DELETE")))
    if store is None:
        raise HttpError("invalid_request", MISSING, 404)
    if query.get("stream") == "true":
        raise HttpError("invalid_request", "stream: stored responses are not streamed; send the request without stream")
    if method == "DELETE":
        if not await store.delete(owner, id):
            raise _unknown(id)
        return _reply(fill_tree(table["templates"]["deleted"], {"id": id}))
    found = await store.get(owner, id)
    if found is None:
        raise _unknown(id)
    return _reply(_page(found.input, query, table["templates"]["list"]) if more else found.body)


def _page(items: list[Json], query: Mapping[str, str], template: Any) -> Json:
    """Return a page of items, the latest first unless the query says otherwise. Raises HttpError."""
    ordered = items if query.get("order") == "asc" else items[::-1]
    limit = query.get("limit", str(PAGE))
    if not limit.isdigit() or not 1 <= int(limit[:4]) <= MAX_PAGE:
        raise HttpError("invalid_request", f"limit: '{limit}' is not a number from 1 to {MAX_PAGE}")
    ids = [item["id"] for item in ordered]
    if (after := query.get("after")) is not None:
        if after not in ids:
            raise HttpError("invalid_request", f"after: no item '{after}' in this list")
        ordered = ordered[ids.index(after) + 1 :]
    page = ordered[: int(limit)]
    first, last = (page[0]["id"], page[-1]["id"]) if page else (None, None)
    filled: Json = fill_tree(template, {"items": page, "first": first, "last": last, "more": len(ordered) > len(page)})
    return filled


def _unknown(id: str) -> HttpError:
    return HttpError("invalid_request", f"no response '{id}' is stored for this key; it may have expired", 404)


def _reply(value: Json) -> Reply:
    return Reply(200, [JSON], json_text.dumps(value))
