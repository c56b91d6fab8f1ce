"""Patches as their specs say them, evaluated on a body: for tests and tools only. Where something is looked for it is
looked for everywhere, each time, in the plainest way; what is done there is the runtime's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dragoman.library import patches as acts
from dragoman.library.context import Context
from dragoman.values import globs

Trail = tuple[tuple[Any, Any], ...]


class Patches:
    """`version`, `betas`: the headers that name the version and the betas."""

    def __init__(self, given: list[dict[str, Any]], version: str, betas: str) -> None:
        self.given = given
        self.version, self.betas = version, betas

    def apply(self, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        return sum(self._one(patch, body, headers, context) for patch in self.given) > 0  # each of them acts

    def _one(self, patch: dict[str, Any], body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        if not self._holds(patch.get("when") or {}, headers, context):
            return False
        reason = patch.get("lose") or patch["because"]
        for act, names in (patch.get("betas") or {}).items():
            getattr(acts, f"{act}_betas")(headers, self.betas, tuple(names), reason, context)
        at = patch.get("at") or []
        paths = [[int(step) if step.isdecimal() else step for step in path.split(".")] for path in _list(at)]
        if patch.get("keep") is not None and not paths:
            return acts.keep(body, tuple(patch["keep"]), reason, context)
        if patch.get("most") is not None:
            found = (iter(list(places(body, path, patch))) for path in paths)
            return acts.leave(found, patch["most"], patch["remove"], context)
        changed = 0
        for path in paths:
            changed += sum(_act(patch, trail, reason, context) for trail in list(places(body, path, patch)))
        return changed > 0

    def _holds(self, when: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        said: dict[str, Callable[[Any], bool]] = {
            "model": lambda wanted: globs.matches(context.model, wanted),
            "unless": lambda wanted: not globs.matches(context.model, wanted),
            "version": lambda wanted: headers.get(self.version) in [str(one) for one in wanted],
            "variant": lambda wanted: context.variant in wanted,
            "action": lambda wanted: context.action == wanted,
            "again": lambda wanted: context.retried is wanted,
        }
        return all(said[word](wanted) for word, wanted in when.items() if wanted)


def places(body: Any, path: list[str | int], patch: dict[str, Any]) -> Iterator[Trail]:
    """The places of a patch, those at the end of a list first."""
    new = "set" in patch and not patch.get("test")
    of = _list(patch.get("of") or [])
    having = {key: _list(value) if value is not None else [None] for key, value in (patch.get("having") or {}).items()}
    for trail in _trails(body, path, new):
        holder, key = trail[-1]
        value = _at(holder, key)
        tagged = [value] if path[-1] == "*" else [value, holder]
        if of and not any(_tagged(one, of) for one in tagged):
            continue
        none = any(None in wanted for wanted in having.values())  # that there is none is told of the body
        if having and not any(_has(one, having) for one in (body, *(() if none else (_at(*one) for one in trail)))):
            continue
        yield trail


def _trails(value: Any, path: list[str | int], new: bool) -> Iterator[Trail]:
    step, rest = path[0], path[1:]
    keys: list[Any] = []
    if isinstance(value, dict) and (step in value or new and not rest):
        keys = [step]
    elif isinstance(value, list):
        numbers: list[Any] = list(range(len(value)))
        keys = numbers[::-1] if step == "*" else numbers[-1:] if step == "last" else [step] if step in numbers else []
    for key in keys:
        if rest:
            yield from (((value, key), *trail) for trail in _trails(value[key], rest, new))
        else:
            yield ((value, key),)


def _act(patch: dict[str, Any], trail: Trail, reason: str, context: Context) -> bool:
    holder, key = trail[-1]
    seen = value = _at(holder, key)
    if patch.get("field"):
        seen = value.get(patch["field"]) if isinstance(value, dict) else None
    tests: dict[str, Callable[[], bool]] = {
        "foreign": lambda: acts.foreign(seen),
        "starts": lambda: isinstance(seen, str) and seen.startswith(patch["with"]),
        "differs": lambda: seen != patch["with"],
        "blank": lambda: acts.is_blank(seen),
    }
    if patch.get("test") and not tests[patch["test"]]():
        return False
    if patch.get("hosted"):
        context.unhosted = True
    if patch.get("remove") or patch.get("ignore"):
        empties = len(patch["empties"].split(".")) if patch.get("empties") else 0
        return acts.remove(trail, patch.get("remove") or "", context, empties)
    if patch.get("trim"):
        return acts.trim(trail)
    if patch.get("keep") is not None:
        return acts.keep(value, tuple(patch["keep"]), reason, context)
    return acts.put(trail, patch["set"], patch.get("lose") or "", context if patch.get("lose") else None)


def _at(holder: Any, key: Any) -> Any:
    return holder.get(key) if isinstance(holder, dict) else holder[key]


def _tagged(value: Any, of: list[str]) -> bool:
    kind = value.get("type") if isinstance(value, dict) else None
    return isinstance(kind, str) and globs.matches(kind, of)


def _has(value: Any, having: dict[str, list[Any]]) -> bool:
    def is_there(path: str, wanted: list[Any]) -> bool:
        found = value
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found in wanted or (found is not None and "*" in wanted)

    return isinstance(value, dict) and all(is_there(path, wanted) for path, wanted in having.items())


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
