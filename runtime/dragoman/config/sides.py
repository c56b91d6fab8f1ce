"""A provider in each of its protocols (its sides), and the choice of the protocol by model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman import loader
from dragoman.config import request_facts
from dragoman.values.placeholders import PLACEHOLDER
from dragoman.values.wrapping import NONE, Wrap


@dataclass(frozen=True)
class Side:
    """A provider in one protocol. `url`: the base URL; `header`: the headers that contain the key."""

    protocol: str
    url: str
    paths: dict[str, str] = field(default_factory=dict)  # action -> path, for create, stream, count and models
    header: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    request_id_header: str = ""  # the response header with the request id
    conditional_headers: dict[str, Any] = field(default_factory=dict)  # see `request_facts`
    wrap: Wrap = NONE
    rate_limit_headers: dict[str, str] = field(default_factory=dict)  # by neutral names
    forwards: bool = True  # whether bodies of clients of its protocol are forwarded

    def path(self, action: str) -> str:
        return self.paths.get(action) or (self.paths.get("create", "") if action == "stream" else "")

    def placeholders(self) -> list[str]:
        """Return the placeholders of its addresses and of its envelope that a profile fills."""
        found = (
            PLACEHOLDER.findall(" ".join((self.url, *self.paths.values(), *self.query.values())))
            + self.wrap.placeholders()
        )
        return [
            placeholder for placeholder in dict.fromkeys(found) if placeholder not in ("model", "model_segment", "port")
        ]


@dataclass(frozen=True)
class Pick:
    """A protocol for models, by a pattern of their ids in lower case."""

    model: re.Pattern[str]
    protocol: str

    def holds(self, model: str) -> bool:
        return self.model.fullmatch(model) is not None


def usual_protocol(table: Mapping[str, Any]) -> str:
    """Return the protocol of requests to a provider unless a model or a profile selects another."""
    return str(table.get("protocol") or next(iter(table["sides"])))


def made_sides(table: Mapping[str, Any], usual: str, base_url: str = "") -> dict[str, Side]:
    """Return a provider's sides by protocol. `base_url` replaces the address of the usual protocol. The address of
    another protocol is changed alike if one of both addresses begins with the other; else its side is dropped."""
    addresses = {name: str(side["url"]) for name, side in table["sides"].items()}
    if base_url:
        under = addresses[usual]
        moved = {name: base_url if name == usual else _moved(url, under, base_url) for name, url in addresses.items()}
        addresses = {name: url for name, url in moved.items() if url}
    return {name: _side(name, address, table["sides"][name]) for name, address in addresses.items()}


def _moved(address: str, usual: str, base_url: str) -> str:
    """Return an address changed like the usual one; "" if it is unrelated to it."""
    address, usual, base = address.rstrip("/"), usual.rstrip("/"), base_url.rstrip("/")
    if f"{address}/".startswith(f"{usual}/"):
        return base + address.removeprefix(usual)
    rest = usual.removeprefix(address)
    return base.removesuffix(rest) if rest.startswith("/") and base.endswith(rest) else ""


def _side(protocol: str, url: str, table: Mapping[str, Any]) -> Side:
    usual = loader.protocol(protocol)
    headers = table.get("headers", {})
    asked = {name: form for name, form in headers.items() if request_facts.is_conditional(form)}
    return Side(
        protocol,
        url,
        {**usual["paths"], **table.get("paths", {})},
        table.get("key_headers", {}),
        {name: value for name, value in headers.items() if name not in asked},
        table.get("query", {}),
        table.get("request_id_header") or usual.get("request_id_header", ""),
        asked,
        Wrap(**table["wrap"]) if table.get("wrap") else NONE,
        {**usual.get("rate_limit_headers", {}), **table.get("rate_limit_headers", {})},
        not table.get("translated"),
    )


def made_picks(table: Mapping[str, Any]) -> list[Pick]:
    return [Pick(re.compile(pick["model"]), pick["protocol"]) for pick in table.get("picks", ())]
