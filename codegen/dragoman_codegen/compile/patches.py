"""Patches of a spec file as plans."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dragoman_codegen.model import patches as plan
from dragoman_codegen.spec.problems import Problems, suggest
from dragoman_codegen.spec.yaml.tree import Map, plain


def compile_patches(nodes: Iterable[Map], lists: list[str], problems: Problems) -> tuple[plan.Patch, ...]:
    """`lists`: the request headers of the protocol that are lists."""
    out = []
    for node in nodes:
        given = plain(node)
        if given.get("header") and given["header"] not in lists:
            text = f"forward_headers of the protocol has no list '{given['header']}'{suggest(given['header'], lists)}"
            problems.add(node.entries["header"].place, text, see="unknown-name")
            continue
        out.append(plan.Patch(given["because"], _condition(given.get("when") or {}), _change(given), str(node.place)))
    return tuple(out)


def _condition(when: dict[str, Any]) -> plan.Condition:
    return plan.Condition(
        models=tuple(when.get("model") or ()),
        versions=tuple(map(str, when.get("version") or ())),
        variants=tuple(when.get("variants") or ()),
        action=when.get("action") or "",
        retry=bool(when.get("retry")),
    )


def _change(given: dict[str, Any]) -> plan.Change:
    act, loss = given["do"], given.get("loss") or ""
    if given.get("header"):
        return plan.ListHeader(given["header"], act, tuple(given["values"]), loss)
    places = _places(given)
    match act:
        case "set":
            return plan.SetValue(places, given["value"], loss)
        case "keep":
            return plan.KeepFields(places if places.paths else None, tuple(given["members"]), loss)
        case "trim":
            return plan.Trim(places)
    emptied = len(path_of(given["remove_if_empty"])) if given.get("remove_if_empty") else 0
    return plan.Remove(places, loss, given.get("except_last"), emptied, act == "remove_hosted_tools")


def _places(given: dict[str, Any]) -> plan.Places:
    having = {key: tuple(_listed(value)) for key, value in (given.get("having") or {}).items()}
    return plan.Places(
        tuple(path_of(path) for path in _listed(given.get("at") or [])),
        tuple(_listed(given.get("type") or [])),
        tuple(having.items()),
        _check(given["check"]) if given.get("check") else None,
    )


def _check(given: str | dict[str, str]) -> plan.Check:
    field, test = next(iter(given.items())) if isinstance(given, dict) else ("", given)
    if test.startswith("!"):
        return plan.Check("is_not", field, _scalar(test[1:]))
    if test.endswith("*"):
        return plan.Check("starts_with", field, test[:-1])
    return plan.Check("blank" if test == "blank" else "foreign", field)


def _scalar(text: str) -> Any:
    """Return the number or truth value that a text states, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def path_of(text: str) -> plan.Path:
    """The steps of a path with dots; a number is a place in a list."""
    return tuple(int(step) if step.isdecimal() else step for step in text.split("."))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
