"""Conversion of a configuration with providers, transformers and a router of `provider,model` texts."""

from __future__ import annotations

from typing import Any

from dragoman.commands.imports.result import Result, expanded, located
from dragoman.commands.imports.source import Source

ORDER = ("longContext", "background", "webSearch", "think")  # in which the router decides; others follow


def convert(source: Source, names: dict[str, Any]) -> Result:
    """Return the converted configuration."""
    result = Result()
    _server(source, result)
    profiles: dict[str, str] = {}
    for index in range(len(source.items("Providers"))):
        _provider(source, index, result, profiles, names)
    _router(source, result, profiles, names)
    return result


def _server(source: Source, result: Result) -> None:
    host, port = source.get("HOST") or "127.0.0.1", source.get("PORT") or 3456
    result.members["listen"] = f"{host}:{port}"
    for name in ("HOST", "PORT"):
        source.used((name,), f"listen: {host}:{port}")
    if key := source.get("APIKEY"):
        result.members["keys"] = [expanded(str(key))]
        kept = "a reference" if str(key).startswith("$") else "the key is copied"
        source.used(("APIKEY",), f"keys: {kept}")
    elif host not in ("127.0.0.1", "localhost"):
        result.members["listen"] = f"127.0.0.1:{port}"
        source.used(("HOST",), "listen: 127.0.0.1, because no key protects the proxy", "changed")
    if source.get("APIKEY") == "":
        source.used(("APIKEY",), "no key is required")
    if milliseconds := source.get("API_TIMEOUT_MS"):
        seconds = float(milliseconds) / 1000
        result.members["timeouts"] = {"first_byte": seconds, "idle": seconds}
        source.used(("API_TIMEOUT_MS",), "timeouts: the total time is not limited, but each wait", "changed")


def _provider(source: Source, index: int, result: Result, profiles: dict[str, str], names: dict[str, Any]) -> None:
    here = ("Providers", index)
    title = str(source.get(*here, "name") or f"provider-{index + 1}")
    url = str(source.get(*here, "api_base_url") or "")
    profile = located(url, names["other"])
    key = str(source.get(*here, "api_key") or "")
    profile["api_key"] = expanded(key)
    models = [str(model) for model in source.items(*here, "models")]
    profile["models"] = {"default": models[0]} if models else {}
    profile["limits"] = _transformers(source, index, names)
    name = profiles[title] = result.add(title, profile)
    source.used((*here, "name"), f"profile {name}", "exact" if name == title else "changed")
    where = f"provider: {profile['provider']}"
    source.used((*here, "api_base_url"), where + ("" if "base_url" in profile else ", whose spec has the address"))
    source.used((*here, "api_key"), "api_key: a reference" if key.startswith("$") else "api_key: the key is copied")
    more = f"; others are requested as {name}/MODEL" if len(models) > 1 else ""
    source.used((*here, "models"), f"models: {models[0] if models else 'none'} is the default{more}")


def _transformers(source: Source, index: int, names: dict[str, Any]) -> dict[str, Any]:
    """Report the transformers of a provider, and return the token limits that one of them sets."""
    limits: dict[str, Any] = {}
    here = ("Providers", index, "transformer")
    for part in source.keys(*here):
        path = (*here, part) if part == "use" else (*here, part, "use")
        for number, one in enumerate(source.items(*path)):
            name, options = (one[0], one[1:]) if isinstance(one, list) and one else (one, [])
            most = options[0].get("max_tokens") if options and isinstance(options[0], dict) else None
            if name == "maxtoken" and most:
                limits["*" if part == "use" else part] = {"max_output_tokens": int(most)}
                source.used((*path, number), f"limits: max_output_tokens {most}")
            elif name in names["transformers"]:
                note = "; its options have no counterpart" if options else ""
                source.used((*path, number), f"{names['transformers'][name]}{note}", "changed" if options else "exact")
            else:
                source.used((*path, number), f"no counterpart for {name}: write a quirk", "not supported")
    return limits


def _router(source: Source, result: Result, profiles: dict[str, str], names: dict[str, Any]) -> None:
    threshold = source.get("Router", "longContextThreshold") or 60_000
    made: dict[str, dict[str, Any]] = {}  # the profile or rule of each key
    keys = source.keys("Router")
    for key in sorted(keys, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER)):
        path = ("Router", key)
        title, _, model = str(source.get(*path)).partition(",")
        if key == "longContextThreshold":
            source.used(path, f"rules: tokens_above {threshold}")
            continue
        if title not in profiles:
            source.used(path, f"no provider {title!r} is configured", "not supported")
            continue
        target = profiles[title]
        when: dict[str, Any] | None = None
        if key == "longContext":
            when = {"tokens_above": int(threshold)}
        elif key in names["slots"]:
            when = {"slot": [names["slots"][key]]}
        elif key in names["flags"]:
            when = {names["flags"][key]: True}
        if key == "default":
            result.members["default"] = target
            result.profiles[target]["models"] = {"default": model}
            made[key] = result.profiles[target]
            source.used(path, f"default: {target}, with the model {model}")
        elif when is None:
            source.used(path, "there is no counterpart", "not supported")
        else:
            made[key] = {"when": when, "use": f"{target}/{model}"}
            result.rules.append(made[key])
            source.used(path, f"a rule for requests with {next(iter(when))}")
    for key in source.keys("fallback"):
        pairs = [str(one).partition(",") for one in source.items("fallback", key)]
        uses = [f"{profiles[title]}/{model}" for title, _, model in pairs if title in profiles]
        if key in made and uses:
            made[key]["fallback"] = uses
            lost = len(uses) < len(pairs)
            text = "fallback of the profile" if key == "default" else "fallback of the rule"
            text += ", without providers that are not configured" if lost else ""
            source.used(("fallback", key), text, "changed" if lost else "exact")
