"""A provider as data: what the runtime needs beside the functions."""

from __future__ import annotations

from typing import Any

from dragoman.values.globs import selection_to_regex
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.spec.yaml.tree import Map, plain

OF_A_VARIANT = ("url", "paths", "headers", "query", "response_headers", "wrap")


def provider_info(tree: Map, sides: list[tuple[Map, Protocol]]) -> dict[str, Any]:
    """Return the table of a provider. `sides`: its tree in each of its protocols, the default one first."""
    given = plain(tree)
    usual = sides[0][1]
    same = [name for name, side in (given.get("also") or {}).items() if not side.get("url")]
    return {
        "name": given["name"],
        "title": given["title"],
        "kind": usual.info.get("kind", ""),
        "protocol": usual.name,
        "sides": {protocol.name: _side(plain(side), protocol) for side, protocol in sides},
        "picks": [_pick(name, side["when"]) for name, side in (given.get("also") or {}).items() if side.get("when")],
        **({"for_clients": own} if (own := _for_clients(given)) else {}),
        "api_key_env": given.get("api_key_env") or "",
        "auth": given.get("auth") or [],
        "models": _slots(given.get("models") or {}),
        "model_ids": given.get("model_ids") or [],
        "limits": given.get("limits") or {},
        **{key: given[key] for key in ("catalogue", "env", "request_signing", "telemetry_name") if given.get(key)},
        **({"model_facts": _facts(given["model_facts"])} if given.get("model_facts") else {}),
        "local": bool(given.get("local")),
        **{word: True for word in ("own_names", "passthrough") if given.get(word)},
        **({"model_spellings": given["model_spellings"]} if given.get("model_spellings") else {}),
        "columns": given.get("columns") or {},
        "variants": {k: _variant(v, usual.name, same) for k, v in (given.get("variants") or {}).items()},
    }


def _slots(given: dict[str, Any]) -> dict[str, str]:
    """Return the model id of each slot."""
    return {slot: value["model"] if isinstance(value, dict) else value for slot, value in given.items() if value}


def _facts(given: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the corrections of a catalogue without their reasons."""
    reasons = ("because", "see", "note", "sources")
    return {id: {key: value for key, value in facts.items() if key not in reasons} for id, facts in given.items()}


def _for_clients(given: dict[str, Any]) -> list[str]:
    """Return the protocols that clients of the same protocol use with every model."""
    return [name for name, side in (given.get("also") or {}).items() if side.get("for_clients")]


def _pick(protocol: str, when: dict[str, Any]) -> dict[str, str]:
    """Return the condition of a protocol with its globs as a regular expression."""
    return {"model": selection_to_regex(map(str, when["model"])), "protocol": protocol}


def _side(tree: dict[str, Any], protocol: Protocol) -> dict[str, Any]:
    """Return the address and the headers of a provider in one protocol."""
    return {
        "url": tree["url"],
        "paths": tree.get("paths") or {},
        "key_headers": dict(list((protocol.info.get("key_headers") or {}).items())[-1:]),
        "headers": {},
        "query": tree.get("query") or {},
        **header_tables(tree),
        **({"wrap": tree["wrap"]} if tree.get("wrap") else {}),
        **({"translated": True} if tree.get("front") is False else {}),
    }


def _variant(given: dict[str, Any], usual: str, same: list[str]) -> dict[str, Any]:
    """Return what a variant changes. An address without a protocol belongs to the default one and to `same`, the
    protocols that share its address."""
    out = {k: v for k, v in given.items() if k not in (*OF_A_VARIANT, "also")}
    if "models" in out:
        out["models"] = _slots(out["models"])
    if "model_facts" in out:
        out["model_facts"] = _facts(out["model_facts"])
    if "auth" in out:
        out.setdefault("api_key_env", "")  # a variant with a login takes no key
    own = {k: given[k] for k in OF_A_VARIANT if k in given}
    sides = {**({given.get("protocol") or usual: own} if own else {}), **(given.get("also") or {})}
    if "url" in own and "protocol" not in given:
        sides |= {name: {"url": own["url"], **sides.get(name, {})} for name in same}
    whole = ("headers", "response_headers")
    split = {
        name: {key: value for key, value in side.items() if key not in whole} | header_tables(side)
        for name, side in sides.items()
    }
    return {**out, "sides": split} if split else out


def header_tables(given: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of the runtime for `headers`, those with the API key and the others, and for
    `response_headers`: the request id, limits, and headers that are passed."""
    headers, named = given.get("headers") or {}, dict(given.get("response_headers") or {})
    parts = {
        "key_headers": {name: form for name, form in headers.items() if carries_key(form)},
        "headers": {name: form for name, form in headers.items() if not carries_key(form)},
        "request_id_header": named.pop("request-id", ""),
        "response_headers": named.pop("passed", []),
        "rate_limit_headers": named,
    }
    return {name: part for name, part in parts.items() if part}


def carries_key(form: object) -> bool:
    """Return whether a header carries the API key."""
    return isinstance(form, str) and "{key}" in form
