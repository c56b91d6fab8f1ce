"""What a client hears when it asks which models there are: all of them, or one by its name."""

from __future__ import annotations

from typing import Any

from dragoman.config.profiles import Settings
from dragoman.config.routing import Offer, Unroutable, offered, offers
from dragoman.exchange.exchange import JSON
from dragoman.exchange.replies import Reply
from dragoman.loader import Front
from dragoman.values import json_text

MADE = "2025-01-01T00:00:00Z"  # nobody knows when a model was made, and the lists want a date


def answer(front: Front, settings: Settings, segment: str, named: str, marked: bool) -> Reply:
    """The list in the client's dialect, or the model that is `named`. Raises Unroutable."""
    if named:
        offer = offered(settings, segment, named)
        if offer is None:
            raise Unroutable(f"no model '{named}' is listed; it may be asked for all the same")
        return Reply(200, [JSON], json_text.dumps(front.model(_said(offer))))
    found = [_said(offer) for offer in offers(settings, segment, marked)]
    return Reply(200, [JSON], json_text.dumps(front.models(found)))


def _said(offer: Offer) -> dict[str, Any]:
    said: dict[str, Any] = {"id": offer.id, "title": offer.title, "made": MADE, "owner": offer.owner}
    return said | {word: tokens for word in ("window", "answer") if (tokens := getattr(offer, word))}
