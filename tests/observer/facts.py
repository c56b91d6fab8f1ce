"""Facts about requests, as the server reports them to an observation."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.library.context import Context
from dragoman.library.hub import Usage
from dragoman.observer.observation import Observation
from dragoman.observer.observer import Observer


def begin(observer: Observer) -> Observation:
    return observer.begin(f"req_{secrets.token_hex(12)}", "create", "/v1/say", time.perf_counter())


class Facts(SimpleNamespace):
    """Attributes. Unlike those of the base class, its objects have weak references."""


def exchange(
    profile: str = "fast",
    provider: str = "acme",
    model: str = "sent",
    *,
    known: Iterable[str] = ("sent",),
    losses: Iterable[str] = (),
    usage: Usage | None = None,
) -> Exchange:
    """Return what an observation uses of a translated exchange."""
    found: Any = Facts(
        profile=SimpleNamespace(
            name=profile, provider=provider, options=SimpleNamespace(variant=""), ids=lambda: list(known)
        ),
        front=SimpleNamespace(name="openai_chat"),
        back=SimpleNamespace(name="gemini"),
        context=Context(client_model="asked", model=model, losses=dict.fromkeys(losses), usage=usage),
        streams=True,
        forwarded=None,
    )
    return cast(Exchange, found)


def sent(body: bytes = b"{}", url: str = "https://host/talk", **headers: str) -> ProviderRequest:
    return ProviderRequest(url, headers, body)
