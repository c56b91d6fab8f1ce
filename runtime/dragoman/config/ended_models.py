"""Warnings about models of the configuration that have ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dragoman.catalogue import ends
from dragoman.config.client_models import client_models
from dragoman.config.profiles import Profile
from dragoman.config.settings import Settings


def warnings(settings: Settings, today: date | None = None) -> list[str]:
    """Return a text for each model name of the configuration whose model has ended, with its successor."""
    found = []
    for place, profile, model in _models(settings):
        if text := ends.warning(profile.table, client_models().bare(model), today):
            found.append(f"{place}: {text}")
    return found


def _models(settings: Settings) -> Iterator[tuple[str, Profile, str]]:
    """Yield the place, the profile and the provider's id of each model that the configuration names."""
    profiles = settings.profiles
    for profile in profiles.values():
        for key in sorted(profile.options.models):
            yield f"profiles.{profile.name}.models.{key}", profile, profile.models[key]
        for key, targets in profile.options.fallbacks.items():
            for target in targets:
                if target.model:
                    place = f"profiles.{profile.name}.fallback{f'.{key}' if key else ''}"
                    other = profiles[target.profile]
                    yield place, other, other.resolve(target.model)
    for number, rule in enumerate(settings.rules, 1):
        if rule.model:
            yield f"rules[{number}]", profiles[rule.profile], profiles[rule.profile].resolve(rule.model)
