"""Changes to a request that a provider rejected: parameters that are removed or renamed, and how messages name them.

Bodies are plain JSON; nothing here depends on a protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

EACH = "*"  # a step of a path: every item of a list
WITHIN = "**"  # a step of a path: every object below, for a member that is a text or a number
ANY_VALUE = object()  # the parameter is refused with every value
MAX_DEPTH = 4  # of objects that are searched for a member
SEPARATORS = re.compile(r"[.\[\]/]+")
NOISE = re.compile("[^a-z0-9]")  # what spellings of the same name differ in, once it is in lower case

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A parameter that is removed from requests, or renamed to `instead`. `value`: the refused value."""

    path: Path
    instead: Path = ()
    value: Any = ANY_VALUE

    def apply(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the adjusted body; the same object if it does not contain the parameter."""
        removed: list[Any] = []
        adjusted: dict[str, Any] = self._without(body, self.path, removed)
        if removed and self.instead:
            adjusted = _with(adjusted, self.instead, removed[0])
        return adjusted

    def _without(self, holder: Any, path: Path, removed: list[Any]) -> Any:
        step, rest = path[0], path[1:]
        if step == WITHIN:
            return _without_below(holder, rest[0], removed)
        if step == EACH:
            items = [self._without(item, rest, removed) for item in holder] if isinstance(holder, list) else []
            same = all(new is old for new, old in zip(items, holder, strict=True)) if items else True
            return holder if same else items
        if not isinstance(holder, dict) or step not in holder:
            return holder
        if rest:
            inner = self._without(holder[step], rest, removed)
            if inner is holder[step]:
                return holder
            if inner or isinstance(inner, list):
                return {**holder, step: inner}
        elif self.value is not ANY_VALUE and holder[step] != self.value:
            return holder
        else:
            removed.append(holder[step])
        return {key: value for key, value in holder.items() if key != step}

    @property
    def name(self) -> str:
        """The path in the provider's terms."""
        return ".".join(step for step in self.path if step not in (EACH, WITHIN))


def _without_below(holder: Any, name: str, removed: list[Any]) -> Any:
    """Return a value without the members of this name in all objects within it. A member that is an object is kept: it
    may be a property of this name."""
    if isinstance(holder, list):
        items = [_without_below(item, name, removed) for item in holder]
        return holder if all(new is old for new, old in zip(items, holder, strict=True)) else items
    if not isinstance(holder, dict):
        return holder
    kept: dict[str, Any] = {}
    for key, value in holder.items():
        if key == name and value.__class__ in (str, int, float):
            removed.append(value)
        else:
            kept[key] = _without_below(value, name, removed)
    same = len(kept) == len(holder) and all(kept[key] is value for key, value in holder.items())
    return holder if same else kept


def locate_below(name: str, body: dict[str, Any]) -> Path | None:
    """Return the path of a name such as `tools.**.pattern`, which means all members below one, or None if the body
    contains none."""
    first, _, member = name.partition(f".{WITHIN}.")
    return (first, WITHIN, member) if _without_below(body.get(first), member, []) is not body.get(first) else None


def locate(name: str, body: dict[str, Any], opaque: frozenset[str] = frozenset()) -> Path | None:
    """Return the path of the parameter that a message names, or None if the body does not contain it.

    Names are compared without regard to case and underscores. Steps that the body does not have are skipped, because
    messages add the name of the variant of a union to the path. `opaque`: members that are entered only by their own
    name.
    """
    steps = [step for step in SEPARATORS.split(name.strip("'\"` ")) if step]
    path = _followed(steps, body) if len(steps) > 1 else None
    if path is not None:
        return path
    wanted = _plain("".join(steps))
    ends = (path for path in _members(body, opaque) if wanted and _ends(path, wanted))
    return min(ends, key=len, default=None)


def _followed(steps: list[str], body: dict[str, Any]) -> Path | None:
    """Return the path that leads from the body by the steps to a member of an object."""
    here: Any = body
    path: Path = ()
    last = -1
    for place, step in enumerate(steps):
        if isinstance(here, list):
            if step.isdigit() and int(step) < len(here):
                here, path = here[int(step)], (*path, EACH)
                continue
            holder = next((item for item in here if isinstance(item, dict) and _key(item, step)), None)
            if holder is None:
                continue
            here, path = holder, (*path, EACH)
        key = _key(here, step) if isinstance(here, dict) else ""
        if key and (place == len(steps) - 1 or isinstance(here[key], dict | list)):
            here, path, last = here[key], (*path, key), place
    return path if last == len(steps) - 1 else None


def _members(holder: dict[str, Any], opaque: frozenset[str], path: Path = ()) -> Iterator[Path]:
    """Yield the paths of all members of an object and of the objects within it, except those within lists."""
    for key, value in holder.items():
        yield (*path, key)
        if isinstance(value, dict) and key not in opaque and len(path) < MAX_DEPTH:
            yield from _members(value, opaque, (*path, key))


def _ends(path: Path, wanted: str) -> bool:
    """Whether some last steps of a path, joined, are the wanted name."""
    return any(_plain("".join(path[start:])) == wanted for start in range(len(path)))


def _key(holder: dict[str, Any], step: str) -> str:
    """Return the key of an object that a message spells as `step`; "" if there is none."""
    return step if step in holder else next((key for key in holder if _plain(key) == _plain(step)), "")


def _plain(name: str) -> str:
    return NOISE.sub("", name.lower())


def value_at(body: Any, path: Path) -> Any:
    """Return the value at a path; ANY_VALUE at a path through a list, which may lead to several values."""
    for step in path:
        if step == EACH:
            return ANY_VALUE
        body = body[step]
    return body


def _with(body: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return a body with a value at a path through objects, unless there is one already."""
    step, rest = path[0], path[1:]
    if rest:
        inner = body.get(step)
        return {**body, step: _with(inner if isinstance(inner, dict) else {}, rest, value)}
    return body if step in body else {**body, step: value}
