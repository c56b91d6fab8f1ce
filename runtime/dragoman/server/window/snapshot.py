"""What the page shows of the server: rows, profiles and usage, as JSON values."""

from __future__ import annotations

from typing import Any

from dragoman import __version__, loader
from dragoman.catalogue import records
from dragoman.catalogue.prices import rates_at
from dragoman.config.profiles import Profile
from dragoman.observer.observer import Observer
from dragoman.observer.rings import MAX_RECORDINGS, MAX_ROWS
from dragoman.server.state import ServerState


def snapshot(state: ServerState, observer: Observer) -> dict[str, Any]:
    """Return all rows. Events after `sequence` are not in them."""
    return {
        "version": __version__,
        "listen": f"{state.settings.host}:{state.settings.port}",
        "started": int(observer.started * 1000),
        "sequence": observer.events.last,
        "inspect": observer.keep_bodies,
        "limits": {"rows": MAX_ROWS, "bodies": MAX_RECORDINGS},
        "protocols": {name: loader.protocol(name).get("title", name) for name in loader.protocols()},
        "rows": [row.as_json() for row in observer.rows.values()],
        "profiles": profiles(state),
    }


def usage(observer: Observer) -> dict[str, Any]:
    return {"started": int(observer.started * 1000), "rows": observer.totals.as_json()}


def profiles(state: ServerState) -> list[dict[str, Any]]:
    """Return the profiles with the states of their breakers and accounts."""
    found = state.settings.profiles.values()
    states = state.providers.status(found)
    return [_profile(profile, states[profile.name], state) for profile in found]


def _profile(profile: Profile, status: dict[str, Any], state: ServerState) -> dict[str, Any]:
    slots: dict[str, list[str]] = {}
    for slot, model in profile.models.items():
        slots.setdefault(model, []).append(slot)
    models = []
    for model in dict.fromkeys([*profile.models.values(), *profile.table.get("model_ids", [])]):
        window, answer = profile.limits(model)
        prices = rates_at(records.record(profile.table, model).get("prices", {}), {})
        models.append(
            {"id": model, "slots": slots.get(model, []), "window": window, "answer": answer, "prices": prices}
        )
    return {
        **status,
        "name": profile.name,
        "title": profile.table.get("title", profile.provider),
        "default": profile.name == state.settings.default,
        "protocols": [loader.protocol(name).get("title", name) for name in profile.sides],
        "url": "" if profile.embedded else profile.url,
        "login": profile.login.state() if profile.login is not None else "",
        "models": models,
        "fallbacks": sorted({f"{target.profile}" for one in profile.options.fallbacks.values() for target in one}),
    }
