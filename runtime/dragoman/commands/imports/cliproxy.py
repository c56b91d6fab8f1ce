"""Conversion of a configuration with lists of keys for each kind of provider. Keys of one address become accounts."""

from __future__ import annotations

from typing import Any

from dragoman.commands.imports.result import Result, located
from dragoman.commands.imports.source import Outcome, Path, Source


def convert(source: Source, names: dict[str, Any]) -> Result:
    """Return the converted configuration."""
    result = Result()
    _server(source, result)
    pick = names["picks"].get(source.get("routing", "strategy") or "round-robin")
    if source.get("routing", "strategy") and pick:
        source.used(("routing", "strategy"), f"pick: {pick} of profiles with several keys")
    for word, about in names["lists"].items():
        _keys(source, word, about, result, pick, names["other"])
    for index in range(len(source.items(names["others"]))):
        _other(source, (names["others"], index), result, pick, names["other"])
    return result


def _server(source: Source, result: Result) -> None:
    host, port = source.get("host"), source.get("port") or 8317
    keys = [str(key) for key in source.items("api-keys")]
    wanted = host or ("0.0.0.0" if keys else "127.0.0.1")
    result.members["listen"] = f"{wanted}:{port}" if ":" not in wanted else f"[{wanted}]:{port}"
    source.used(("host",), f"listen: {wanted}", "exact" if host or keys else "changed")
    source.used(("port",), f"listen: port {port}")
    if keys:
        result.members["keys"] = keys
        source.used(("api-keys",), "keys: copied")
    if (retries := source.get("request-retry")) is not None:
        result.members["retry"] = {"max_retries": int(retries)}
        source.used(("request-retry",), f"retry: max_retries {retries}")


def _keys(source: Source, word: str, about: dict[str, str], result: Result, pick: str | None, other: str) -> None:
    """Add a profile for each address and set of headers in a list of keys."""
    profiles: dict[str, str] = {}
    for index in range(len(source.items(word))):
        here: Path = (word, index)
        url = str(source.get(*here, "base-url") or "")
        headers = {name: str(source.get(*here, "headers", name)) for name in source.keys(*here, "headers")}
        same = f"{url} {sorted(headers.items())}"
        if same not in profiles:
            usual = not url or located(url, other)["provider"] == about["provider"]
            base = {} if usual else {"base_url": url}
            profiles[same] = result.add(about["provider"], {**about, **base, "headers": headers})
        name = profiles[same]
        _account(result.profiles[name], str(source.get(*here, "api-key") or ""), pick)
        source.used((*here, "api-key"), f"a key of profile {name}")
        base_url = ", base_url" * ("base_url" in result.profiles[name])
        source.used((*here, "base-url"), f"provider: {about['provider']}{base_url}")
        source.used((*here, "headers"), "headers")
        _models(source, here, name, result)


def _account(profile: dict[str, Any], key: str, pick: str | None) -> None:
    """Add a key to a profile: its only one, or one of its accounts."""
    if "api_key" not in profile and "accounts" not in profile:
        profile["api_key"] = key
        return
    first = profile.pop("api_key", None)
    accounts = profile.setdefault("accounts", [])
    accounts += [{"api_key": one} for one in (first, key) if one]
    if pick:
        profile["pick"] = pick


def _models(source: Source, here: Path, profile: str, result: Result) -> None:
    """Convert the models of a profile, and the prefix with which they are requested."""
    for number in range(len(source.items(*here, "models"))):
        name = str(source.get(*here, "models", number, "name"))
        alias = str(source.get(*here, "models", number, "alias") or name)
        result.profiles[profile].setdefault("models", {})[alias] = name
        source.used((*here, "models", number, "name"), f"models: {alias}: {name}")
        source.used((*here, "models", number, "alias"), f"models: {alias}: {name}")
    if prefix := source.get(*here, "prefix"):
        outcome: Outcome = "exact" if prefix == profile else "changed"
        source.used((*here, "prefix"), f"request {profile}/MODEL instead of {prefix}/MODEL", outcome)


def _other(source: Source, here: Path, result: Result, pick: str | None, other: str) -> None:
    url, title = str(source.get(*here, "base-url") or ""), str(source.get(*here, "name") or other)
    headers = {name: str(source.get(*here, "headers", name)) for name in source.keys(*here, "headers")}
    profile = located(url, other) | {"headers": headers}
    name = result.add(title, profile)
    source.used((*here, "name"), f"profile {name}", "exact" if name == title else "changed")
    source.used((*here, "base-url"), f"provider: {profile['provider']}")
    source.used((*here, "headers"), "headers")
    for number in range(len(source.items(*here, "api-key-entries"))):
        path = (*here, "api-key-entries", number, "api-key")
        _account(result.profiles[name], str(source.get(*path) or ""), pick)
        source.used(path, f"a key of profile {name}")
    _models(source, here, name, result)
