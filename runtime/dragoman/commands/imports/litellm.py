"""Conversion of a configuration with a list of models, each with its parameters, and settings of a router.

Models of one provider, address and key become a profile; each name is a routing rule.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from dragoman import loader
from dragoman.commands.imports.result import Result, expanded, located
from dragoman.commands.imports.source import Path, Source
from dragoman.values import globs

ENVIRONMENT = "os.environ/"
LIST, PARAMETERS = "model_list", "litellm_params"
CONVERSATIONS = ("chat", "completion", "responses")


def convert(source: Source, names: dict[str, Any]) -> Result:
    """Return the converted configuration."""
    result = Result()
    targets: dict[str, str] = {}
    profiles: dict[tuple[str, ...], str] = {}
    for index in range(len(source.items(LIST))):
        _model(source, index, result, profiles, targets, names)
    _settings(source, result)
    _fallbacks(source, result, targets, names)
    return result


def _model(
    source: Source,
    index: int,
    result: Result,
    profiles: dict[tuple[str, ...], str],
    targets: dict[str, str],
    names: dict[str, Any],
) -> None:
    here: Path = (LIST, index, PARAMETERS)
    alias, full = str(source.get(LIST, index, "model_name")), str(source.get(*here, "model") or "")
    profile, model = _split(full, str(source.get(*here, "api_base") or ""), names)
    if profile is None:
        source.used((*here, "model"), f"no provider for {full!r}", "not supported")
        return
    mode = source.get(LIST, index, "model_info", "mode")
    if mode not in (None, *CONVERSATIONS):
        source.used((LIST, index), f"{mode} is not translated: conversations only", "not supported")
        return
    key = str(source.get(*here, "api_key") or "")
    profile["api_key"] = expanded(key, ENVIRONMENT)
    _address(source, here, profile, names)
    if isinstance(headers := source.get(*here, "extra_headers"), dict):
        profile["headers"] = {str(name): expanded(str(value), ENVIRONMENT) for name, value in headers.items()}
        source.used((*here, "extra_headers"), "headers")
    same = tuple(f"{name}={value}" for name, value in profile.items())
    if same not in profiles:
        profiles[same] = result.add(profile["provider"], {**profile, "models": {}})
        result.profiles[profiles[same]]["models"] = {}
    name = profiles[same]
    source.used((*here, "model"), f"profile {name}, model {model}")
    source.used((*here, "api_key"), "api_key: a reference" if key.startswith(ENVIRONMENT) else "api_key: copied")
    source.used((*here, "api_base"), f"provider: {profile['provider']}" + ", base_url" * ("base_url" in profile))
    if alias in targets:
        _second(source, index, result, alias, targets[alias], f"{name}/{model}")
        return
    if "*" in model:
        _wildcard(source, index, result, alias, (name, model))
        return
    targets[alias] = f"{name}/{model}"
    result.profiles[name]["models"].setdefault(alias, model)
    result.rules.append({"when": {"model": [alias]}, "use": f"{name}/{model}"})
    source.used((LIST, index, "model_name"), f"models: {alias} of profile {name}, and a rule")


def _address(source: Source, here: Path, profile: dict[str, Any], names: dict[str, Any]) -> None:
    """Convert the parameters that are a part of the address."""
    for parameter, placeholder in names["placeholders"].items():
        if value := source.get(*here, parameter):
            profile["with"] = profile.get("with", {}) | {placeholder: expanded(str(value), ENVIRONMENT)}
            source.used((*here, parameter), f"with: {placeholder}")
    if version := source.get(*here, "api_version"):
        if "base_url" in profile:
            profile["query"] = {"api-version": str(version)}
            source.used((*here, "api_version"), "query: api-version")
        else:
            source.used((*here, "api_version"), "the interface of the provider's spec has no versions", "changed")


def _wildcard(source: Source, index: int, result: Result, alias: str, to: tuple[str, str]) -> None:
    """Convert a pattern of models: the name that the client sends is kept. `to`: profile and pattern of its models."""
    name, pattern = to
    if alias.endswith(f"/{pattern}"):
        source.used((LIST, index, "model_name"), f"request {name}/MODEL instead of {alias}", "changed")
    elif alias == pattern:
        result.rules.append({"when": {"model": [alias]}, "use": name})
        source.used((LIST, index, "model_name"), f"a rule for {alias}, which keeps the model")
    else:
        source.used((LIST, index, "model_name"), "names that a pattern changes have no counterpart", "not supported")


def _second(source: Source, index: int, result: Result, alias: str, first: str, second: str) -> None:
    """Add a further deployment of a model as a fallback of the first."""
    rule = next(rule for rule in result.rules if rule["use"] == first and rule["when"] == {"model": [alias]})
    rule.setdefault("fallback", []).append(second)
    source.used((LIST, index, "model_name"), f"a fallback of {alias}; the load is not balanced", "changed")


def _split(full: str, base: str, names: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """Return the members of a profile and the model of a text such as `prefix/model`."""
    prefix, slash, model = full.partition("/")
    provider = names["providers"].get(prefix) if slash else None
    if provider is None and not base:
        found = next((name for name in loader.providers() if full in loader.provider(name).get("model_ids", ())), None)
        return ({"provider": found}, full) if found else (None, full)
    protocol = ""
    for part, speaks in names["parts"].items():
        if model.startswith(part):
            model, protocol = model.removeprefix(part), speaks
    profile = {"provider": provider or names["other"]}
    if base:
        near = located(base, names["other"])
        generic = provider is None or prefix in names["generic"]
        profile = near if generic or "base_url" not in near else {"provider": provider, "base_url": base}
    if protocol and protocol in loader.provider(profile["provider"])["sides"]:
        profile["protocol"] = protocol
    elif protocol and base:
        owner = next(name for name in loader.providers() if protocol in loader.provider(name)["sides"])
        profile = {"provider": provider or owner, "base_url": base, "protocol": protocol}
    return profile, model if provider is not None or slash else full


def _settings(source: Source, result: Result) -> None:
    if key := source.get("general_settings", "master_key"):
        result.members["keys"] = [expanded(str(key), ENVIRONMENT)]
        kept = "a reference" if str(key).startswith(ENVIRONMENT) else "the key is copied"
        source.used(("general_settings", "master_key"), f"keys: {kept}")
    for section in ("litellm_settings", "router_settings"):
        retries = source.get(section, "num_retries")
        if retries is not None:
            result.members["retry"] = {"max_retries": int(retries)}
            source.used((section, "num_retries"), f"retry: max_retries {retries}")
        for name in ("request_timeout", "timeout"):
            if seconds := source.get(section, name):
                result.members["timeouts"] = {"first_byte": float(seconds)}
                source.used((section, name), "timeouts: first_byte; the total time is not limited", "changed")
        for name, key in (("allowed_fails", "failures"), ("cooldown_time", "cool_down")):
            if (value := source.get(section, name)) is not None:
                result.members.setdefault("breaker", {})[key] = value
                source.used((section, name), f"breaker: {key}, for each model of a profile", "changed")


def _fallbacks(source: Source, result: Result, targets: dict[str, str], names: dict[str, Any]) -> None:
    """Add the fallbacks of models, then names of models that stand for others, then fallbacks for all."""
    for section in ("litellm_settings", "router_settings"):
        for word, error in names["fallbacks"].items():
            for index, one in enumerate(source.items(section, word)):
                for alias, others in one.items() if isinstance(one, dict) else ():
                    uses = {other: _target(other, result, targets) for other in others}
                    lost = [other for other, use in uses.items() if not use]
                    rule = _rule(alias, result, targets)
                    if rule is None or len(lost) == len(uses):
                        source.used((section, word, index), "a model of it is not converted", "not supported")
                        continue
                    more = [{"use": use, "on": [error]} if error else use for use in uses.values() if use]
                    rule.setdefault("fallback", []).extend(more)
                    text = f"fallback of the rule for {alias}"
                    text += f", without {', '.join(lost)}, which is not converted" if lost else ""
                    source.used((section, word, index), text, "changed" if lost else "exact")
        for alias in source.keys(section, "model_group_alias"):
            given = source.get(section, "model_group_alias", alias)
            name = str(given.get("model") if isinstance(given, dict) else given)
            if rule := _rule(name, result, targets):
                result.rules.append(deepcopy(rule) | {"when": {"model": [alias]}})
                source.used((section, "model_group_alias", alias), f"a rule for {alias}, as for {name}")
    for section in ("litellm_settings", "router_settings"):
        _default_fallbacks(source, section, result, targets)
    result.rules.sort(key=lambda rule: _generality(rule["when"]["model"][0]))


def _default_fallbacks(source: Source, section: str, result: Result, targets: dict[str, str]) -> None:
    uses = {str(name): _target(str(name), result, targets) for name in source.items(section, "default_fallbacks")}
    if not any(uses.values()):
        return
    lost = [name for name, use in uses.items() if not use]
    for rule in result.rules:
        others = [use for use in uses.values() if use and use != rule["use"]]
        if others and "fallback" not in rule:
            rule["fallback"] = list(others)
    text = "fallback of each rule without its own" + (f", without {', '.join(lost)}" if lost else "")
    source.used((section, "default_fallbacks"), text, "changed" if lost else "exact")


def _rule(name: str, result: Result, targets: dict[str, str]) -> dict[str, Any] | None:
    """Return the rule of a model; one that a pattern selects gets its own."""
    rule = next((rule for rule in result.rules if rule["when"] == {"model": [name]}), None)
    if rule is None and (use := _target(name, result, targets)):
        rule = {"when": {"model": [name]}, "use": use}
        result.rules.append(rule)
    return rule


def _target(name: str, result: Result, targets: dict[str, str]) -> str:
    """Return the profile and model of a name: its own, or by the most specific pattern; "" if it has none."""
    if name in targets:
        return targets[name]
    patterns = [rule for rule in result.rules if "*" in rule["when"]["model"][0]]
    fits = [rule for rule in patterns if globs.matches(name, rule["when"]["model"])]
    best = min(fits, key=lambda rule: _generality(rule["when"]["model"][0]), default=None)
    return f"{best['use']}/{name}" if best else ""


def _generality(pattern: str) -> tuple[bool, int]:
    """Return the order of rules, of which the first that fits counts: names before patterns, long ones before short."""
    return "*" in pattern, -len(pattern) if "*" in pattern else 0
