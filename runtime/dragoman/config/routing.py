"""Routing: which profile and which model a request is for, and which models clients may name.

`route` follows the path, then the model name. `offers` lists the names that `route` understands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragoman.config.client_models import DEFAULT, client_models
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings


class Unroutable(Exception):
    """The profile does not exist. The text lists the configured profiles."""


@dataclass(frozen=True)
class Offer:
    """A model that clients may name by this id. `window` and `answer`: tokens of its context window and its longest
    answer; 0 if unknown."""

    id: str
    title: str
    owner: str
    window: int = 0
    answer: int = 0


def route(settings: Settings, segment: str, model: str) -> tuple[Profile, str]:
    """Return the profile and the provider's model id. `segment`: the profile in the path, or "".

    Without a segment the first of these decides: `models:` of the default profile; a prefix of the model name that is
    a profile's name; the default profile."""
    client = client_models()
    model = client.bare(model)
    if segment:
        profile = _named(settings, segment)
        return profile, profile.resolve(model.removeprefix(f"{client.family}-{segment}/"))
    profile = settings.profiles[settings.default]
    if model not in profile.models and model not in profile.models.values():
        first, slash, rest = model.partition("/")
        for name in (first, first.removeprefix(f"{client.family}-")):
            if slash and rest and name in settings.profiles:
                return settings.profiles[name], settings.profiles[name].resolve(rest)
    return profile, profile.resolve(model)


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
    profile, model = route(settings, segment, id)
    return _offer(profile, id, model) if model in profile.ids() and not profile.problem else None


def _offer(profile: Profile, id: str, model: str) -> Offer:
    model = profile.resolve(model)
    title = model if model == id else f"{id}: {model}"
    return Offer(id, title, profile.provider, *profile.limits(model))


def _named(settings: Settings, name: str) -> Profile:
    if name not in settings.profiles:
        raise Unroutable(f"no profile '{name}'; the configured profiles are: {', '.join(settings.profiles)}")
    return settings.profiles[name]
