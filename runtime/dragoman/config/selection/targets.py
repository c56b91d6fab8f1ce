"""Fallback targets of the configuration file: their form, and checks that need all profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dragoman import loader
from dragoman.config import schema
from dragoman.config.client_models import DEFAULT
from dragoman.config.recovery import USUAL, Fallbacks, FallbackTarget

Place = tuple[str | int, ...]
Given = list[str | schema.Target]


def read_target(given: str | schema.Target) -> FallbackTarget:
    """Return one target."""
    use, on = (given, USUAL) if isinstance(given, str) else (given.use, frozenset[str](given.on))
    profile, _, model = use.partition("/")
    return FallbackTarget(profile, model, (on - {"usual"}) | USUAL if "usual" in on else on)


def read_targets(given: Given | None) -> tuple[FallbackTarget, ...]:
    return tuple(map(read_target, given or ()))


def read_fallbacks(given: Given | dict[str, Given] | None) -> Fallbacks:
    """Return the targets by slot or alias."""
    if not isinstance(given, dict):
        return {"": read_targets(given)} if given else {}
    found = {name: read_targets(listed) for name, listed in given.items()}
    return {**found, "": found[DEFAULT]} if DEFAULT in found else found


def problems(profiles: Mapping[str, schema.Profile]) -> Iterator[tuple[Place, str]]:
    """Yield the problems of all `fallback:` keys: unknown profiles, a profile that falls back on itself, cycles."""
    edges: dict[str, dict[str, Place]] = {name: {} for name in profiles}
    for name, profile in profiles.items():
        listed = profile.fallback.items() if isinstance(profile.fallback, dict) else [(None, profile.fallback)]
        for slot, given in listed:
            for index, target in enumerate(read_targets(given)):
                place: Place = ("profiles", name, "fallback", *([slot] if slot else []), index)
                if target.profile not in profiles:
                    yield place, loader.unknown("profile", target.profile, profiles)
                elif target.profile != name:
                    edges[name].setdefault(target.profile, place)
                elif not target.model:
                    yield place, f"'{name}' is the profile itself; name another model of it, as in {name}/MODEL"
    yield from _cycles(edges)


def _cycles(edges: dict[str, dict[str, Place]]) -> Iterator[tuple[Place, str]]:
    """Yield each edge that closes a cycle, once."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> Iterator[tuple[Place, str]]:
        for target, place in edges[name].items():
            if target in path:
                cycle = " -> ".join([*path[path.index(target) :], target])
                yield place, f"the fallbacks form a cycle: {cycle}; remove one of them, because each profile is final"
            elif target not in done:
                yield from visit(target, [*path, target])
        done.add(name)

    for name in edges:
        if name not in done:
            yield from visit(name, [name])
