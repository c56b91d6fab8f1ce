"""Model lists for clients: all models, or one by its id."""

from __future__ import annotations

from typing import Any

from dragoman.config.routing import Offer, Unroutable, offered, offers
from dragoman.config.settings import Settings
from dragoman.exchange.bodies import JSON
from dragoman.exchange.replies import Reply
from dragoman.loader import Front
from dragoman.values import json_text

CREATED = 1735689600  # 2025-01-01: a date that the lists require and that no provider states for all models


def reply(front: Front, settings: Settings, segment: str, model: str) -> Reply:
    """Return the list, or the entry of `model`, in the client's protocol. Raises Unroutable."""
    if model:
        offer = offered(settings, segment, model)
        if offer is None:
            raise Unroutable(f"no model '{model}' is listed; requests may name it all the same")
        return Reply(200, [JSON], json_text.dumps(front.model(_entry(offer))))
    marked = any("models" in program for program in front.table.get("programs", {}).values())
    entries = [_entry(offer) for offer in offers(settings, segment, marked)]
    return Reply(200, [JSON], json_text.dumps(front.models(entries)))


def _entry(offer: Offer) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": offer.id, "display_name": offer.title, "created": CREATED, "owned_by": offer.owner}
    limits = {"context_window": offer.window, "max_output_tokens": offer.answer}
    return entry | {word: tokens for word, tokens in limits.items() if tokens}
