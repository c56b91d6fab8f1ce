"""Clients' protocols, providers, and their bodies: the samples of the project, and the declared types."""

from __future__ import annotations

import importlib
import json
from functools import cache
from random import Random
from typing import Any

from dragoman import loader
from dragoman.adapters import Back, Front
from dragoman.auth.secret import Secret
from dragoman.config import profiles
from dragoman.exchange.exchange import Exchange
from dragoman.exchange.route import Route
from dragoman.library.shapes import Shapes
from tests.laws import samples
from tools.fuzz import values

KEY = "sk-fuzz-0123456789"
MODELS = ["a-model", "gpt-5.5", "claude-sonnet-4-5", "gemini-3-pro", "o3", "x/y", "", "../..", "a b"]


@cache
def fronts() -> tuple[Front, ...]:
    return tuple(map(loader.front, loader.fronts()))


@cache
def sides() -> tuple[tuple[str, str], ...]:
    """Return each provider with each of its protocols."""
    return tuple((name, protocol) for name in loader.providers() for protocol in loader.provider(name)["sides"])


@cache
def profile(provider: str, protocol: str) -> profiles.Profile:
    options = profiles.ProfileOptions(protocol=protocol, key=Secret(KEY))
    return profiles.make(provider, provider, options, environment={})


@cache
def bodies(part: str, *homes: str) -> tuple[bytes, ...]:
    """Return the samples of a part: `requests`, `answers` or `errors`."""
    return tuple(sample.data for sample in samples.of(part, *homes))


@cache
def frames(*homes: str) -> tuple[list[bytes], ...]:
    """Return the frames of the samples of streams."""
    return tuple(sample.frames for sample in samples.of("streams", *homes))


@cache
def shapes(protocol: str, part: str) -> tuple[Shapes, str]:
    """Return the declared types of a generated module, and the name of the type of its bodies."""
    module = importlib.import_module(f"dragoman_adapters.{protocol}.{part}")
    owners = [getattr(one, "CHECK", None) for one in vars(module).values() if isinstance(one, type)]
    check = getattr(module, "check_event", None) or next(filter(None, owners))
    return module.SHAPES, str(check.undeclared.args[0])


def side(chance: Random) -> tuple[Back, profiles.Profile]:
    provider, protocol = chance.choice(sides())
    return loader.back(provider, protocol), profile(provider, protocol)


def body(chance: Random, part: str, protocol: str, provider: str = "") -> bytes:
    """Return a body, mostly damaged. `part`: the module of the generated package."""
    folder = {"request": "requests", "response": "answers"}.get(part, part)
    known = bodies(folder, protocol, provider)
    if known and chance.random() < 0.5:
        data = chance.choice(known)
        try:
            value = json.loads(data)
        except ValueError:
            return values.damage_bytes(chance, data)
    else:
        value = values.of_shape(chance, *shapes(protocol, part))
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        value = values.damage(chance, value)
    data = values.encoded(value)
    return values.damage_bytes(chance, data) if chance.random() < 0.05 else data


def exchange(chance: Random, streams: bool) -> Exchange:
    """Return an exchange whose request is small and has been translated, or was never read."""
    front, (back, found) = chance.choice(fronts()), side(chance)
    payload: dict[str, Any] = {"model": chance.choice(MODELS), "stream": streams}
    made = Exchange(Route(front, back, found, payload["model"] or "a-model"), b"", payload, port=1)
    made.decide_conditions()
    made.context.stops = chance.choice(([], [], ["two"]))
    return made
