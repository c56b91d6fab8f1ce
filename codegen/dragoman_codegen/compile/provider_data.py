"""A provider as data: what the runtime needs beside the functions."""

from __future__ import annotations

from typing import Any

from dragoman.values.globs import any_to_regex
from dragoman_codegen.model.program import Protocol
from dragoman_codegen.spec.load import Map, plain

OF_A_VARIANT = ("url", "paths", "header", "headers", "query", "receipt", "wrap")


def provider_info(tree: Map, sides: list[tuple[Map, Protocol]]) -> dict[str, Any]:
    """Return the table of a provider. `sides`: its tree in each of its protocols, the default one first."""
    given = plain(tree)
    usual = sides[0][1]
    return {
        "name": given["name"],
        "title": given["title"],
        "kind": usual.info.get("kind", ""),
        "speaks": usual.name,
        "sides": {protocol.name: _side(plain(side), protocol) for side, protocol in sides},
        "picks": [_pick(pick) for pick in given.get("picks") or []],
        "key": given.get("key") or "",
        "auth": given.get("auth") or [],
        "models": {k: v for k, v in (given.get("models") or {}).items() if v},
        "list": given.get("lists") or [],
        "limits": given.get("limits") or {},
        "local": bool(given.get("local")),
        **{word: True for word in ("own_names", "bypass", "passthrough") if given.get(word)},
        **({"spells": given["spells"]} if given.get("spells") else {}),
        "columns": given.get("columns") or {},
        "variants": {k: _variant(v, usual.name) for k, v in (given.get("variants") or {}).items()},
    }


def _pick(given: dict[str, Any]) -> dict[str, str]:
    """Return a rule of `picks` with its globs as regular expressions."""
    return {key: value if key == "protocol" else any_to_regex(map(str, value)) for key, value in given.items() if value}


def _side(tree: dict[str, Any], protocol: Protocol) -> dict[str, Any]:
    """Return the address and the headers of a provider in one protocol."""
    return {
        "url": tree["url"],
        "paths": tree.get("paths") or {},
        "header": tree.get("header") or dict(list((protocol.info.get("keys") or {}).items())[-1:]),
        "headers": tree.get("headers") or {},
        "query": tree.get("query") or {},
        **({"receipt": tree["receipt"]} if tree.get("receipt") else {}),
        "dialect": tree.get("dialect") or [],
        **({"wrap": tree["wrap"]} if tree.get("wrap") else {}),
    }


def _variant(given: dict[str, Any], usual: str) -> dict[str, Any]:
    """Return what a variant changes. An address without a protocol belongs to the default one."""
    out = {("list" if k == "lists" else k): v for k, v in given.items() if k not in (*OF_A_VARIANT, "also")}
    if "auth" in out:
        out.setdefault("key", "")  # a variant with a login takes no key
    own = {k: given[k] for k in OF_A_VARIANT if k in given}
    sides = {**({given.get("speaks") or usual: own} if own else {}), **(given.get("also") or {})}
    return {**out, "sides": sides} if sides else out
