"""Fallback targets of the configuration file: their form, and checks that need all profiles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dragoman import loader
from dragoman.config import base_urls, schema
from dragoman.config.client_models import DEFAULT, client_models
from dragoman.config.recovery import USUAL, Fallbacks, FallbackTarget
from dragoman.config.selection.rules import FLAGS, Rule, When

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


def read_rule(given: schema.Rule) -> Rule:
    """Return a routing rule."""
    when = given.when
    flags = {name: value for name in FLAGS if (value := getattr(when, name)) is not None}
    headers = {name.lower(): glob for name, glob in when.headers.items()}
    profile, _, model = given.use.partition("/")
    return Rule(
        When(tuple(when.model), tuple(when.slot), when.tokens_above, flags, headers),
        profile,
        model,
        given.set.effort,
        given.set.body,
        given.weight,
        None if given.fallback is None else read_targets(given.fallback),
    )


def rule_problems(rules: list[schema.Rule], profiles: Collection[str]) -> Iterator[tuple[Place, str]]:
    """Yield unknown profiles and slots of routing rules. `profiles`: all names in the file."""
    slots = client_models().slots
    for index, rule in enumerate(rules):
        name = rule.use.partition("/")[0]
        if name not in profiles:
            yield ("rules", index, "use"), loader.unknown("profile", name, profiles)
        for at, slot in enumerate(rule.when.slot):
            if slot not in slots:
                yield ("rules", index, "when", "slot", at), loader.unknown("slot", slot, slots)
        for header in rule.when.headers:
            if not base_urls.HEADER.fullmatch(header):
                yield ("rules", index, "when", "headers", header), base_urls.no_header(header)
        for at, target in enumerate(read_targets(rule.fallback)):
            if target.profile not in profiles:
                yield ("rules", index, "fallback", at), loader.unknown("profile", target.profile, profiles)


def problems(profiles: Mapping[str, schema.Profile], names: Collection[str]) -> Iterator[tuple[Place, str]]:
    """Yield the problems of all `fallback:` keys: unknown profiles, a profile that falls back on itself, cycles.
    `names`: of all profiles in the file, those included that have the wrong shape."""
    edges: dict[str, dict[str, Place]] = {name: {} for name in profiles}
    for name, profile in profiles.items():
        listed = profile.fallback.items() if isinstance(profile.fallback, dict) else [(None, profile.fallback)]
        known = (*client_models().slots, DEFAULT, *profile.models)
        for slot, given in listed:
            if slot is not None and slot not in known:
                yield ("profiles", name, "fallback", slot), loader.unknown("slot or alias", slot, known)
            for index, target in enumerate(read_targets(given)):
                place: Place = ("profiles", name, "fallback", *([slot] if slot else []), index)
                if target.profile not in names:
                    yield place, loader.unknown("profile", target.profile, names)
                elif target.profile != name and target.profile in profiles:
                    edges[name].setdefault(target.profile, place)
                elif target.profile == name and not target.model:
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
