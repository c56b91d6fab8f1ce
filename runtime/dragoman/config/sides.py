"""A provider's sides: how it is asked in each of the protocols that it speaks, and which models are asked in which.

`made_sides` reads the facts of a provider and moves its addresses where a profile's `base_url` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman import loader
from dragoman.config import request_facts
from dragoman.values.placeholders import HOLE
from dragoman.values.wrapping import NONE, Wrap


@dataclass(frozen=True)
class Side:
    """A provider as it is asked in one protocol. `url`: what paths are appended to; `header`: how the key is sent."""

    protocol: str
    url: str
    paths: dict[str, str] = field(default_factory=dict)  # what is appended for create, stream, count and models
    header: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    request_id_header: str = ""  # the header with the id of a request
    conditional_headers: dict[str, Any] = field(default_factory=dict)  # headers that depend on the request
    wrap: Wrap = NONE

    def path(self, action: str) -> str:
        return self.paths.get(action) or (self.paths.get("create", "") if action == "stream" else "")

    def opens(self) -> list[str]:
        """The holes of its addresses, and of what it puts bodies into, that a profile fills."""
        found = HOLE.findall(" ".join((self.url, *self.paths.values(), *self.query.values()))) + self.wrap.holes()
        return [hole for hole in dict.fromkeys(found) if hole not in ("model", "port")]


@dataclass(frozen=True)
class Pick:
    """Which protocol models are asked in, by patterns over their names in small letters."""

    model: re.Pattern[str]
    unless: re.Pattern[str] | None
    protocol: str

    def holds(self, model: str) -> bool:
        return bool(self.model.fullmatch(model)) and not (self.unless and self.unless.fullmatch(model))


def usual_protocol(table: Mapping[str, Any]) -> str:
    """The protocol in which a provider is asked where nothing says otherwise."""
    return str(table.get("speaks") or next(iter(table["sides"])))


def made_sides(table: Mapping[str, Any], usual: str, base_url: str = "") -> dict[str, Side]:
    """A provider's sides. A `base_url` stands for the usual protocol's address; another protocol whose address begins
    with that one, or that one with it, moves along, and one that is elsewhere is not there any more."""
    addresses = {name: str(side["url"]) for name, side in table["sides"].items()}
    if base_url:
        under = addresses[usual]
        moved = {name: base_url if name == usual else _moved(url, under, base_url) for name, url in addresses.items()}
        addresses = {name: url for name, url in moved.items() if url}
    return {name: _side(name, address, table["sides"][name]) for name, address in addresses.items()}


def _moved(address: str, usual: str, base_url: str) -> str:
    """Where an address is when the usual one is at `base_url`; "" where that cannot be told."""
    address, usual, base = address.rstrip("/"), usual.rstrip("/"), base_url.rstrip("/")
    if f"{address}/".startswith(f"{usual}/"):
        return base + address.removeprefix(usual)
    rest = usual.removeprefix(address)
    return base.removesuffix(rest) if rest.startswith("/") and base.endswith(rest) else ""


def _side(protocol: str, url: str, said: Mapping[str, Any]) -> Side:
    usual = loader.protocol(protocol)
    headers = said.get("headers", {})
    asked = {name: form for name, form in headers.items() if request_facts.is_conditional(form)}
    return Side(
        protocol,
        url,
        {**usual["paths"], **said.get("paths", {})},
        said.get("header", {}),
        {name: value for name, value in headers.items() if name not in asked},
        said.get("query", {}),
        said.get("receipt") or usual.get("receipt", ""),
        asked,
        Wrap(**said["wrap"]) if said.get("wrap") else NONE,
    )


def made_picks(table: Mapping[str, Any]) -> list[Pick]:
    return [
        Pick(re.compile(pick["model"]), re.compile(pick["unless"]) if "unless" in pick else None, pick["protocol"])
        for pick in table.get("picks", ())
    ]
