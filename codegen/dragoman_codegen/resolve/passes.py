"""Passes of specs: names and parameters, checked; parameters that depend on a condition."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from types import NoneType, UnionType
from typing import Any

from dragoman_codegen.model import plan
from dragoman_codegen.model.library import all_passes, default_param, required_params
from dragoman_codegen.spec.patterns import slow_or_wrong
from dragoman_codegen.spec.problems import Place, Problems, shown_value, suggest
from dragoman_codegen.spec.yaml.tree import Fork, Leaf, Map, Node, Seq, plain

When = tuple[tuple[int, bool], ...]  # conditions of quirks, and how each must be
KINDS: dict[Any, tuple[str, tuple[type, ...]]] = {  # type of a parameter -> for messages, and what has this type
    str: ("a text", (str,)),
    int: ("a whole number", (int,)),
    float: ("a number", (int, float)),
    bool: ("true or false", (bool,)),
    list: ("a list", (list,)),
    tuple: ("a list", (list,)),
    dict: ("a map", (dict,)),
}


def read_passes(node: Node | None, problems: Problems) -> tuple[plan.Pass, ...]:
    """Return the passes of a half in order."""
    known = all_passes()
    out: list[plan.Pass] = []
    if node is not None and not isinstance(node, Map | Fork):
        problems.add(node.place, "passes are a map, each with its parameters, as in 'arrange_messages: {}'", see="form")
    if not isinstance(node, Map):
        return ()
    for name, given in node.entries.items():
        if not isinstance(given, Map | Fork):
            problems.add(
                node.keys[name],
                f"a pass takes a map of its parameters; where there are none, '{name}: {{}}'",
                see="form",
            )
            continue
        for params, when, place in _forms(given, node.keys[name]):
            if params is None:
                continue
            if name not in known:
                problems.add(node.keys[name], f"no pass '{name}'{suggest(name, known)}", see="unknown-name")
                break
            out.append(plan.Pass(name, _params(name, params, place, problems), when, _places(params, place)))
    return tuple(out)


def running(passes: Iterable[plan.Pass], named: str, place: Place, problems: Problems) -> list[When] | None:
    """Return the conditions under which a pass runs; of `name.parameter`: with a parameter that is not empty. None and
    a problem if there is no such pass."""
    name, _, param = named.partition(".")
    known = all_passes()
    if name not in known:
        problems.add(place, f"no pass '{name}'{suggest(name, known)}", see="unknown-name")
        return None
    if param and param not in known[name]:
        problems.add(place, f"pass {name} has no '{param}'{suggest(param, known[name])}", see="unknown-name")
        return None
    waiting = [(dict(one.params).get(param) if param else True, one.when) for one in passes if one.name == name]
    found: list[When] = []
    while waiting:
        value, when = waiting.pop()
        if isinstance(value, plan.Chosen):
            waiting += [
                (value.then, (*when, (value.condition, True))),
                (value.other, (*when, (value.condition, False))),
            ]
        elif value not in (None, False, "", ("[]",), ("{}",)):
            found.append(when)
    return found


def _forms(node: Node | None, key: Place) -> list[tuple[Map | None, When, Place]]:
    """Return the parameters of a pass with their conditions and with the place of the key, for each quirk."""
    match node:
        case Map():
            return [(node, (), key)]
        case Fork():
            return [
                *((m, ((node.condition, True), *w), at) for m, w, at in _forms(node.then, _key_of(node))),
                *((m, ((node.condition, False), *w), at) for m, w, at in _forms(node.other, key)),
            ]
    return [(None, (), key)]


def _key_of(fork: Fork) -> Place:
    """Return the place of the key that a quirk has written."""
    return fork.key if fork.key.file else fork.place


def _places(given: Map, key: Place) -> tuple[plan.Placed, ...]:
    """Return where a pass is named, and where quirks change its parameters."""
    changes = (one for name, node in given.entries.items() for one in _changes(node, given.keys[name], ()))
    return ((str(key), ()), *(one for one in changes if not one[0].startswith(f"{key.file}:")))


def _changes(node: Node | None, key: Place, when: When) -> Iterator[plan.Placed]:
    """Yield the place of a key, and those of the keys in its value, each with the conditions of the value."""
    if isinstance(node, Fork):
        if node.other is not None:
            yield from _changes(node.other, key, (*when, (node.condition, False)))
        changed = _key_of(node)
        if node.then is None:
            yield str(changed), (*when, (node.condition, True))
        else:
            yield from _changes(node.then, changed, (*when, (node.condition, True)))
        return
    yield str(key), when
    if isinstance(node, Map):
        for name, inner in node.entries.items():
            yield from _changes(inner, node.keys[name], when)


def _params(name: str, given: Map, place: Place, problems: Problems) -> tuple[tuple[str, plan.Param], ...]:
    known = all_passes()[name]
    out: list[tuple[str, plan.Param]] = []
    for key, node in given.entries.items():
        if key not in known:
            problems.add(
                given.keys.get(key, place), f"pass {name} has no '{key}'{suggest(key, known)}", see="unknown-name"
            )
            continue
        _check_param(f"{name}.{key}", node, known[key], problems)
        if key in ("illegal", "illegal_in_ids"):
            _check_pattern(node, problems)
        out.append((key, _param(node, name, key)))
    for key in required_params(name):
        if key not in given.entries:
            problems.add(place, f"pass {name} needs '{key}'", see="key-missing")
    return tuple(out)


def _check_pattern(node: Node | None, problems: Problems) -> None:
    for leaf in (node,) if isinstance(node, Leaf) else (node.then, node.other) if isinstance(node, Fork) else ():
        fault = slow_or_wrong(str(leaf.value)) if isinstance(leaf, Leaf) else ""
        if fault and leaf is not None:
            problems.add(leaf.place, fault, see="pattern")


def _param(node: Node | None, name: str, key: str) -> plan.Param:
    if isinstance(node, Fork):
        return plan.Chosen(node.condition, _param(node.then, name, key), _param(node.other, name, key))
    condition = _condition_within(node)
    if condition is not None:  # a map of which a condition changes one entry: two maps
        return plan.Chosen(
            condition,
            _param(_decided(node, condition, True), name, key),
            _param(_decided(node, condition, False), name, key),
        )
    return plan.frozen(plain(node) if node is not None else default_param(name, key))


def _condition_within(node: Node | None) -> int | None:
    if isinstance(node, Fork):
        return node.condition
    found = map(_condition_within, node.entries.values()) if isinstance(node, Map) else ()
    return next((condition for condition in found if condition is not None), None)


def _decided(node: Node | None, condition: int, holds: bool) -> Node | None:
    """Return the node for one outcome of a condition, without entries that do not exist then."""
    if isinstance(node, Fork) and node.condition == condition:
        return _decided(node.then if holds else node.other, condition, holds)
    if not isinstance(node, Map):
        return node
    entries = {key: _decided(item, condition, holds) for key, item in node.entries.items()}
    return Map({key: item for key, item in entries.items() if item is not None}, node.keys, node.place)


def _check_param(name: str, node: Node | None, hint: Any, problems: Problems) -> None:
    if isinstance(node, Fork):
        _check_param(name, node.then, hint, problems)
        _check_param(name, node.other, hint, problems)
        return
    if node is None:
        return
    value = plain(node)
    if isinstance(hint, UnionType):
        hints = [arg for arg in typing.get_args(hint) if arg is not NoneType]
        hint = next((arg for arg in hints if isinstance(value, typing.get_origin(arg) or arg)), hints[0])
    if typing.get_origin(hint) is typing.Literal:
        words = [str(word) for word in typing.get_args(hint)]
        if value not in words:
            problems.add(
                node.place,
                f"{name} is one of {', '.join(words)}, and this is {shown_value(value)}{suggest(str(value), words)}",
                see="unknown-name",
            )
        return
    origin = typing.get_origin(hint) or hint
    expected, kinds = KINDS.get(origin, ("", ()))
    if kinds and (not isinstance(value, kinds) or isinstance(value, bool) and origin is not bool):
        problems.add(node.place, f"{name} is {expected}, and this is {shown_value(value)}", see="wrong-type")
    elif isinstance(node, Seq) and origin in (list, tuple):
        for at, item in enumerate(node.items):
            _check_param(f"{name}.{at}", item, typing.get_args(hint)[0], problems)
    elif isinstance(node, Map) and origin is dict:
        for key, item in node.entries.items():
            _check_param(f"{name}.{key}", item, typing.get_args(hint)[1], problems)
