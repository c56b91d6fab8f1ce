"""Routing: which profile and which model a request is for, and which models clients may name.

`route` follows the path, then the model name. `offers` lists the names that `route` understands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from dragoman.config.client_models import DEFAULT, client_models
from dragoman.config.profiles import Profile
from dragoman.config.recovery import USUAL, FallbackTarget
from dragoman.config.selection.rules import Rule
from dragoman.config.settings import Settings


class Unroutable(Exception):
    """The profile does not exist. The text lists the configured profiles."""


class Route(NamedTuple):
    """`model`: the provider's id; `name`: the model name of the client without the name of the profile."""

    profile: Profile
    model: str
    name: str


class Target(NamedTuple):
    """A profile and a model that a request is sent to. `on`: the error types of an earlier target after which it is."""

    profile: Profile
    model: str
    on: frozenset[str] = USUAL


@dataclass(frozen=True)
class Offer:
    """A model that clients may name by this id. `window` and `answer`: tokens of its context window and its longest
    answer; 0 if unknown."""

    id: str
    title: str
    owner: str
    window: int = 0
    answer: int = 0


def route(settings: Settings, segment: str, model: str) -> Route:
    """Return the profile and the model of a request. `segment`: the profile in the path, or "".

    Without a segment the first of these decides: `models:` of the default profile; a prefix of the model name that is
    a profile's name; the default profile."""
    client = client_models()
    model = client.bare(model)
    if segment:
        return _route(_named(settings, segment), model.removeprefix(f"{client.family}-{segment}/"))
    profile = settings.profiles[settings.default]
    if model not in profile.models and model not in profile.models.values():
        first, slash, rest = model.partition("/")
        for name in (first, first.removeprefix(f"{client.family}-")):
            if slash and rest and name in settings.profiles:
                return _route(settings.profiles[name], rest)
    return _route(profile, model)


def _route(profile: Profile, name: str) -> Route:
    return Route(profile, profile.resolve(name), name)


def ruled(settings: Settings, rule: Rule, model: str) -> Route:
    """Return the profile and the model of a rule, with its changes. `model`: the name that the client sends."""
    chosen = _route(settings.profiles[rule.profile], rule.model or client_models().bare(model))
    if not rule.body and not rule.effort:
        return chosen
    body = {**chosen.profile.body, **rule.body}
    return chosen._replace(profile=replace(chosen.profile, body=body, effort=rule.effort, _authenticated=None))


def targets(settings: Settings, chosen: Route, fallbacks: Iterable[FallbackTarget]) -> list[Target]:
    """Return what a request is sent to, in order and each once. A fallback without a model uses the one that the
    client's name stands for in its profile, else its `default`."""
    found = {(chosen.profile.name, chosen.model): Target(chosen.profile, chosen.model)}
    for fallback in fallbacks:
        profile = settings.profiles[fallback.profile]
        model = profile.resolve(fallback.model or chosen.name)
        if not fallback.model and model not in profile.ids():
            model = profile.default_model or model
        found.setdefault((profile.name, model), Target(profile, model, fallback.on))
    return list(found.values())


def offers(settings: Settings, segment: str, marked: bool) -> Iterator[Offer]:
    """Yield the models that a client may name. `marked`: for the client program, which ignores ids outside its family
    and requests a long context window by a suffix."""
    client = client_models()
    if segment:
        _named(settings, segment)
    for profile in settings.profiles.values():
        if profile.problem or (segment and profile.name != segment):
            continue
        plain = profile.name == (segment or settings.default)
        aliases = [name for name in profile.models if name not in (*client.slots, DEFAULT)]
        for name in dict.fromkeys([*profile.ids(), *aliases]):
            offer = _offer(profile, name, name)
            if not plain or (marked and not client.in_family(name)):
                prefix = f"{client.family}-" if marked else ""
                offer = replace(offer, id=f"{prefix}{profile.name}/{name}", title=f"{offer.title} ({profile.name})")
            yield offer
            if marked and client.long_window and offer.window >= client.long_window_tokens:
                yield replace(offer, id=offer.id + client.long_window, title=f"{offer.title} {client.long_window}")


def offered(settings: Settings, segment: str, id: str) -> Offer | None:
    """Return the model that a request with this id gets; None if no profile is known to have it."""
    profile, model, _ = route(settings, segment, id)
    return _offer(profile, id, model) if model in profile.ids() and not profile.problem else None


def _offer(profile: Profile, id: str, model: str) -> Offer:
    model = profile.resolve(model)
    title = model if model == id else f"{id}: {model}"
    return Offer(id, title, profile.provider, *profile.limits(model))


def _named(settings: Settings, name: str) -> Profile:
    if name not in settings.profiles:
        raise Unroutable(f"no profile '{name}'; the configured profiles are: {', '.join(settings.profiles)}")
    return settings.profiles[name]
