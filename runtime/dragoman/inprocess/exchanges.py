"""Exchanges for translations without a server: the request of a client, or only a provider's response, and a way.

Nothing is sent, read from a file, or logged, and no key is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dragoman import loader
from dragoman.adapters import Back, Front
from dragoman.config import profiles
from dragoman.config.client_models import client_models
from dragoman.config.profiles import Profile, ProfileOptions
from dragoman.exchange.bodies import model_of
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.outgoing import ProviderRequest
from dragoman.exchange.replies import framing_of_body
from dragoman.exchange.route import Route
from dragoman.masking import MASK
from dragoman.streaming.framing import Marker, parser
from dragoman.values import json_text

Adapt = Callable[[Front, Back], tuple[Front, Back]]  # replaces functions of the adapters


@dataclass(frozen=True, slots=True)
class Way:
    """From a client's protocol to a provider. `protocol` and `variant`: of the provider, if not the usual ones;
    `model`: the provider's id, if not that of the request; `profile`: a configured one, in place of the usual one."""

    client: str
    provider: str
    protocol: str = ""
    variant: str = ""
    model: str = ""
    profile: Profile | None = None


def unchanged(front: Front, back: Back) -> tuple[Front, Back]:
    return front, back


def open_exchange(way: Way, body: bytes, payload: dict[str, Any], adapt: Adapt = unchanged) -> Exchange:
    """Return the exchange of a client's request. Raises KeyError for an unknown name."""
    front, profile = _ends(way)
    model = way.model or profile.resolve(client_models().bare(model_of(payload)))
    back = loader.back(way.provider, profile.speaks(model, front.name))
    return Exchange(Route(*adapt(front, back), profile, model), body, payload)


def open_response(way: Way, data: bytes, stream: bool, adapt: Adapt = unchanged) -> Exchange:
    """Return the exchange of a provider's response without its request. Raises KeyError for an unknown name."""
    front, profile = _ends(way)
    usual = loader.back(way.provider, profile.speaks(way.model, front.name))
    model = way.model or _model_in(data, framing_of_body([], data, usual))
    back = loader.back(way.provider, profile.speaks(model, front.name))
    exchange = Exchange(Route(*adapt(front, back), profile, model), b"", {"model": model, "stream": stream})
    exchange.decide_conditions()
    return exchange


def masked_request(exchange: Exchange) -> ProviderRequest:
    """Return the request to send, with a mask in place of the key. Raises what `Exchange.request` raises."""
    return exchange.request(MASK if exchange.profile.table.get("api_key_env") else "")


def _ends(way: Way) -> tuple[Front, Profile]:
    if way.client not in loader.fronts():
        raise KeyError(loader.unknown("client protocol", way.client, loader.fronts()))
    if way.profile is not None:
        return loader.front(way.client), way.profile
    options = ProfileOptions(protocol=way.protocol, variant=way.variant)
    return loader.front(way.client), profiles.make(way.provider, way.provider, options, environment={})


def _model_in(data: bytes, framing: str) -> str:
    """Return the model in a response, if there is no request."""
    try:
        payloads = parser(framing).feed(data) if framing else [data]
        first = next((payload for payload in payloads if not isinstance(payload, Marker)), b"{}")
        payload = json_text.loads(first)
    except ValueError:
        return ""
    return model_of(payload) if isinstance(payload, dict) else ""
