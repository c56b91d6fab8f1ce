"""Interpreter of patches, for tests, tools and explanations. It searches the whole body for each patch, in the plainest
way; the actions are the runtime's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from dragoman.library.context import Context
from dragoman.library.quirks import patches as actions
from dragoman.values import globs
from dragoman_codegen.model import patches as plan

Trail = tuple[tuple[Any, Any], ...]


class Patches:
    """`version`: the header that names the version of the protocol."""

    def __init__(self, given: tuple[plan.Patch, ...], version: str) -> None:
        self.given, self.version = given, version

    def apply(self, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        """Apply each patch; return whether the body changed."""
        return sum(self.one(patch, body, headers, context) for patch in self.given) > 0

    def one(self, patch: plan.Patch, body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        """Apply a patch; return whether the body changed."""
        if not self._holds(patch.when, headers, context):
            return False
        match patch.change:
            case plan.ListHeader(header, action, values, loss):
                getattr(actions, f"{action}_values")(headers, header, values, loss, context)
                return False
            case plan.KeepFields(None, fields, loss):
                return actions.keep(body, fields, loss, context)
            case plan.Remove(places, loss, int() as except_last):
                found = (iter(list(trails(body, path, places))) for path in places.paths)
                return actions.keep_last(found, except_last, loss, context)
            case change:
                assert change.places is not None
                new = isinstance(change, plan.SetValue) and change.places.check is None
                changed = 0
                for path in change.places.paths:
                    for trail in list(trails(body, path, change.places, new)):
                        changed += passes(change.places.check, trail) and _act(change, trail, context)
                return changed > 0

    def _holds(self, when: plan.Condition, headers: dict[str, str], context: Context) -> bool:
        return (
            (not when.models or globs.selects(context.model, when.models))
            and (not when.versions or headers.get(self.version) in when.versions)
            and (not when.variants or context.variant in when.variants)
            and (not when.action or context.action == when.action)
            and (not when.retry or context.retried)
        )


def trails(body: Any, path: plan.Path, places: plan.Places, new: bool = False) -> Iterator[Trail]:
    """The places at a path, those at the end of a list first."""
    none = any(None in wanted for _, wanted in places.having)  # absence is tested on the body only
    for trail in _trails(body, path, new):
        holder, key = trail[-1]
        value = _at(holder, key)
        tagged = [value] if path[-1] == "*" else [value, holder]
        if places.types and not any(_tagged(one, places.types) for one in tagged):
            continue
        holders = (body, *(() if none else (_at(*one) for one in trail)))
        if places.having and not any(_has(one, places.having) for one in holders):
            continue
        yield trail


def _trails(value: Any, path: plan.Path, new: bool) -> Iterator[Trail]:
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


def passes(check: plan.Check | None, trail: Trail) -> bool:
    """Whether the value at a place passes the test."""
    if check is None:
        return True
    value = _at(*trail[-1])
    if check.field:
        value = value.get(check.field) if isinstance(value, dict) else None
    match check.kind:
        case "foreign":
            return actions.foreign(value)
        case "blank":
            return actions.is_blank(value)
        case "starts_with":
            return isinstance(value, str) and value.startswith(check.text)
        case "is_not":
            return bool(value != check.text)


def _act(change: plan.Remove | plan.SetValue | plan.KeepFields | plan.Trim, trail: Trail, context: Context) -> bool:
    match change:
        case plan.Remove(_, loss, _, emptied, hosted):
            context.unhosted = context.unhosted or hosted
            return actions.remove(trail, loss, context, emptied)
        case plan.SetValue(_, value, loss):
            return actions.put(trail, value, loss, context if loss else None)
        case plan.KeepFields(_, fields, loss):
            return actions.keep(_at(*trail[-1]), fields, loss, context, trail)
        case plan.Trim():
            return actions.trim(trail)
        case _:
            assert_never(change)


def _at(holder: Any, key: Any) -> Any:
    return holder.get(key) if isinstance(holder, dict) else holder[key]


def _tagged(value: Any, types: tuple[str, ...]) -> bool:
    kind = value.get("type") if isinstance(value, dict) else None
    return isinstance(kind, str) and globs.matches(kind, types)


def _has(value: Any, having: plan.Having) -> bool:
    def is_there(path: str, wanted: tuple[Any, ...]) -> bool:
        found = value
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found in wanted or (found is not None and "*" in wanted)

    return isinstance(value, dict) and all(is_there(path, wanted) for path, wanted in having)
