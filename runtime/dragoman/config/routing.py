"""Which profile and which model a request is for, and which models a client may ask for.

`route` follows the path, then the name of the model; `offers` lists the names that it understands, so that what is
listed can be asked for. The usual client's names are a family with slots: what is asked for by such a name is what
the profile has put there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.config.profiles import DEFAULT, FAMILY, LONG, SLOTS, Profile, Settings, bare

MILLION = 1_000_000  # tokens of a window that the mark of a long one stands for


class Unroutable(Exception):
    """No such profile; the text lists those that there are."""


@dataclass(frozen=True)
class Offer:
    """A model that a client may ask for by this id; tokens of its window and of its longest answer, 0 if unknown."""

    id: str
    title: str
    owner: str
    window: int = 0
    answer: int = 0


def route(settings: Settings, segment: str, model: str) -> tuple[Profile, str]:
    """The profile and the provider's model name. `segment`: the profile that the path names, or "".

    At the root: a model that the default profile's `models:` names; a prefix that is a profile's name; else the
    default."""
    model = bare(model)
    if segment:
        profile = _named(settings, segment)
        return profile, profile.settle(model.removeprefix(f"{FAMILY}-{segment}/"))
    profile = settings.profiles[settings.default]
    if model not in profile.models and model not in profile.models.values():
        first, slash, rest = model.partition("/")
        for name in (first, first.removeprefix(f"{FAMILY}-")):
            if slash and rest and name in settings.profiles:
                return settings.profiles[name], settings.profiles[name].settle(rest)
    return profile, profile.settle(model)


def offers(settings: Settings, segment: str, marked: bool) -> Iterator[Offer]:
    """What a client may ask for. `marked`: with the marks of the usual client, which leaves an id without its family's
    name out, and knows a long window by another."""
    if segment:
        _named(settings, segment)
    for profile in settings.profiles.values():
        if profile.problem or (segment and profile.name != segment):
            continue
        plain = profile.name == (segment or settings.default)
        aliases = [name for name in profile.models if name not in (*SLOTS, DEFAULT)]
        for name in dict.fromkeys([*profile.ids(), *aliases]):
            offer = _offer(profile, name, name)
            if not plain or (marked and not name.lower().startswith(FAMILY)):
                mark = f"{FAMILY}-" if marked else ""
                title = f"{offer.title} ({profile.name})"
                offer = Offer(f"{mark}{profile.name}/{name}", title, offer.owner, offer.window, offer.answer)
            yield offer
            if marked and offer.window >= MILLION:
                yield Offer(offer.id + LONG, f"{offer.title} {LONG}", offer.owner, offer.window, offer.answer)


def offered(settings: Settings, segment: str, id: str) -> Offer | None:
    """The model that a client would get by this id; None where nobody is known to have it."""
    profile, model = route(settings, segment, id)
    return _offer(profile, id, model) if model in profile.ids() and not profile.problem else None


def _offer(profile: Profile, id: str, model: str) -> Offer:
    model = profile.settle(model)
    title = model if model == id else f"{id}: {model}"
    return Offer(id, title, profile.provider, *profile.limits(model))


def _named(settings: Settings, name: str) -> Profile:
    if name not in settings.profiles:
        raise Unroutable(f"there is no profile '{name}'; there are: {', '.join(settings.profiles)}")
    return settings.profiles[name]
