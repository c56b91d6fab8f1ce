"""Model lists for clients: all models, or one by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.adapters import Front
from dragoman.config.routing import Offer, Unroutable, offered, offers
from dragoman.config.settings import Settings
from dragoman.exchange.bodies import JSON
from dragoman.exchange.replies import Reply
from dragoman.library.errors import InvalidRequest
from dragoman.values import json_text

MAX_LIMIT = 1000  # entries of a page
CREATED = 1735689600  # 2025-01-01: a date that the lists require and that no provider states for all models


def reply(front: Front, settings: Settings, segment: str, model: str, query: Mapping[str, str]) -> Reply:
    """Return the list, or the entry of `model`, in the client's protocol. `query`: the parameters of a page of the
    list. Raises Unroutable, InvalidRequest."""
    if model:
        offer = offered(settings, segment, model)
        if offer is None:
            raise Unroutable(f"no model '{model}' is listed; requests may name it all the same")
        return Reply(200, [JSON], json_text.dumps(front.model(_entry(offer))))
    marked = any("models" in program for program in front.table.get("programs", {}).values())
    entries = [_entry(offer) for offer in offers(settings, segment, marked)]
    entries, more = page(entries, query, front.table.get("paging", {}))
    body = front.models(entries)
    return Reply(200, [JSON], json_text.dumps(body | {front.table["paging"]["more"]: True} if more else body))


def page(
    entries: list[dict[str, Any]], query: Mapping[str, str], names: Mapping[str, str]
) -> tuple[list[dict[str, Any]], bool]:
    """Return the entries of a page, and whether more follow in its direction; without a limit, all entries. `names`:
    the parameters of the client's protocol. Raises InvalidRequest."""
    ids = [entry["id"] for entry in entries]
    given = {meaning: query[name] for meaning, name in names.items() if query.get(name)}
    for meaning in ("after", "before"):
        if meaning in given and given[meaning] not in ids:
            raise InvalidRequest(f"{names[meaning]}: no model '{given[meaning]}' is listed")
    start = ids.index(given["after"]) + 1 if "after" in given else 0
    end = ids.index(given["before"]) if "before" in given else len(ids)
    if "limit" not in given:
        return entries[start:end], False
    if not given["limit"].isdecimal() or not 1 <= int(given["limit"][:5]) <= MAX_LIMIT:
        raise InvalidRequest(f"{names['limit']}: Input should be a number from 1 to {MAX_LIMIT}")
    limit = int(given["limit"])
    if "before" in given:
        return entries[max(start, end - limit) : end], end - limit > start
    return entries[start : min(start + limit, end)], start + limit < end


def _entry(offer: Offer) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": offer.id, "display_name": offer.title, "created": CREATED, "owned_by": offer.owner}
    limits = {"context_window": offer.window, "max_output_tokens": offer.answer}
    return entry | {word: tokens for word, tokens in limits.items() if tokens}
