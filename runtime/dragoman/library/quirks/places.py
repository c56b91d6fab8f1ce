"""Places of patches: the values in a forwarded body that a path leads to.

Plain JSON without knowledge of a protocol. A place is a trail: the (holder, key) pairs that lead to it from the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

Path = tuple[str | int, ...]
Trail = tuple[tuple[Any, Any], ...]
Step = tuple[Any, Any, Any, Any, bool]  # the previous step, holder, key, value, and whether `having` is met
Having = dict[str, tuple[Any, ...]]  # a path with dots -> accepted values
ANY = "*"


class Walk:
    """Iterates over places in the body of one request. Conversations are long and most patches match nothing, so the
    types and members of list items are cached at the first walk, and a walk that cannot match is skipped."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.held: dict[Path, tuple[set[str], set[str]]] = {}  # path of a list -> its items' types and members

    def each(self, path: Path, of: tuple[str, ...], having: Having, new: bool = False) -> Iterable[Trail]:
        """Iterate over the places of a path. `*` matches all items of a list, `last` its last item. `of`: accepted
        `type` of the value or of the object that holds it. `having`: values that the value or an object on the path
        must have. `new`: a missing member also counts as a place. Lists are walked from the end, so that places can be
        removed during the walk."""
        if path[0] not in self.body and not new or not self._may(path, of, new):
            return ()
        return self._each(path, of, having, new)

    def _each(self, path: Path, of: tuple[str, ...], having: Having, new: bool) -> Iterator[Trail]:
        anywhere = not having or not any(
            None in wanted for wanted in having.values()
        )  # None is only checked at the body
        level: list[Step] = [(None, None, None, self.body, not having or _fits(self.body, having))]
        last = len(path) - 1
        for at, key in enumerate(path):
            below = _descend(level, key, of if at == last else (), new and at == last)
            if having and anywhere:
                below = [(*step[:4], step[4] or _fits(step[3], having)) for step in below]
            if not below:
                return
            level = below
        tagged = () if path[last] == ANY else of  # list items were already filtered
        for step in level:
            if step[4] and (not tagged or _is(step[3], tagged) or _is(step[1], tagged)):
                yield _trail(step)

    def forget(self) -> None:
        """Clear the cache. Call it after a value was added."""
        self.held.clear()

    def _may(self, path: Path, of: tuple[str, ...], new: bool) -> bool:
        """Whether a walk can match anything, according to the cached items of the last list on the path. Removed values
        remain cached, which only costs a walk."""
        after, stem = _stem(path)
        if not stem:
            return True
        held = self.held.get(stem)
        if held is None:
            held = self.held[stem] = _held(self.body, stem)
        types, members = held
        if after < len(path):
            return path[after] in members or isinstance(path[after], int) or path[after] == "last" or new
        return not of or any(_one_of(kind, of) for kind in types)


@lru_cache(maxsize=1000)
def _stem(path: Path) -> tuple[int, Path]:
    """Return the length of a path up to the last list whose items it matches, and this part of it."""
    after = len(path) - path[::-1].index(ANY) if ANY in path else 0
    return after, path[:after]


def _descend(level: list[Step], key: str | int, tagged: tuple[str, ...], new: bool) -> list[Step]:
    """Return the steps below a level: the members or items under a key. `tagged`: types that items of `*` must have;
    `new`: a member that is missing counts too."""
    below: list[Step] = []
    for step in level:
        holder, good = step[3], step[4]
        if holder.__class__ is dict:
            if key in holder or new:
                below.append((step, holder, key, holder.get(key), good))
        elif holder.__class__ is list:
            if key == ANY:
                for n in range(len(holder) - 1, -1, -1):
                    value = holder[n]
                    if not tagged or _is(value, tagged):
                        below.append((step, holder, n, value, good))
            else:
                place = len(holder) - 1 if key == "last" else key
                if isinstance(place, int) and 0 <= place < len(holder):
                    below.append((step, holder, place, holder[place], good))
    return below


def _held(body: dict[str, Any], stem: Path) -> tuple[set[str], set[str]]:
    """Return the types of the items of all lists at a path, and the names of their members."""
    level: list[Any] = [body]
    for key in stem:
        if key == ANY:
            level = [item for holder in level if holder.__class__ is list for item in holder]
        elif isinstance(key, int) or key == "last":
            at = key if isinstance(key, int) else -1
            level = [holder[at] for holder in level if holder.__class__ is list and len(holder) > max(at, 0)]
        else:
            level = [holder[key] for holder in level if holder.__class__ is dict and key in holder]
    items = [item for item in level if item.__class__ is dict]
    types = {kind for item in items if (kind := item.get("type")).__class__ is str}
    return types, set().union(*items)


def _trail(step: Step) -> Trail:
    """Return the trail of a step; built only for places that are acted on."""
    pairs: list[tuple[Any, Any]] = []
    while step[0] is not None:
        pairs.append((step[1], step[2]))
        step = step[0]
    return tuple(reversed(pairs))


def _fits(holder: Any, having: Having) -> bool:
    """Whether an object has one of the accepted values at each path. `*` accepts any value, None a missing one."""
    if not isinstance(holder, dict):
        return False
    for path, wanted in having.items():
        value: Any = holder
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value not in wanted and (value is None or ANY not in wanted):
            return False
    return True


def _is(value: Any, tags: tuple[str, ...]) -> bool:
    kind = value.get("type") if value.__class__ is dict else None
    return kind.__class__ is str and _one_of(kind, tags)


def _one_of(kind: str, tags: tuple[str, ...]) -> bool:
    return kind in tags or any(tag[-1] == ANY and kind.startswith(tag[:-1]) for tag in tags)


def value_at(trail: Trail, field: str = "") -> Any:
    """Return the value at a place, or a member of it."""
    holder, key = trail[-1]
    value = holder.get(key) if isinstance(holder, dict) else holder[key]
    return (value.get(field) if isinstance(value, dict) else None) if field else value
