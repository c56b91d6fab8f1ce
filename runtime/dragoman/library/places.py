"""Where a patch acts: the places in a body that is passed on to which a path leads.

Plain JSON; no protocol is known here. A place is a trail: the (holder, key) pairs that lead to it from the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]
Trail = tuple[tuple[Any, Any], ...]
Step = tuple[Any, Any, Any, Any, bool]  # the step before, holder, key, what is there, and whether `having` is met
Having = dict[str, tuple[Any, ...]]  # a path with dots -> what may stand there
ANY = "*"


class Walk:
    """The body of one request. A conversation is long and most patches find nothing in it, so what its lists hold is
    noted at the first walk, and a walk for what is not there is not made again."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.held: dict[Path, tuple[set[str], set[str]]] = {}  # path of a list -> its items' types and members

    def each(self, path: Path, of: tuple[str, ...], having: Having, new: bool = False) -> Iterator[Trail]:
        """Every place that a path leads to. `*` goes over a list, `last` to its last item; with `of`, what is there (or
        the object that holds it) has one of these as its `type`; with `having`, what is there or an object on the way
        has these values; `new`: a member that its object does not have yet is a place, too.
        Lists are walked from their end, so that a place may be removed while they are."""
        if path[0] not in self.body and not new or not self._may(path, of, new):
            return
        anywhere = not having or not any(None in wanted for wanted in having.values())  # none wanted: told at the body
        level: list[Step] = [(None, None, None, self.body, not having or _fits(self.body, having))]
        last = len(path) - 1
        for at, key in enumerate(path):
            below = _descend(level, key, of if at == last else (), new and at == last)
            if having and anywhere:
                below = [(*step[:4], step[4] or _fits(step[3], having)) for step in below]
            if not below:
                return
            level = below
        tagged = () if path[last] == ANY else of  # of a list's items only those that fit came so far
        for step in level:
            if step[4] and (not tagged or _is(step[3], tagged) or _is(step[1], tagged)):
                yield _trail(step)

    def forget(self) -> None:
        """To be called when something was put somewhere: what the lists hold is no longer known."""
        self.held.clear()

    def _may(self, path: Path, of: tuple[str, ...], new: bool) -> bool:
        """Whether a walk can find anything, as far as that is known from the items of the last list on the way. What
        was taken away since is still noted, which costs a walk and no more."""
        if ANY not in path:
            return True
        after = len(path) - path[::-1].index(ANY)
        stem = path[:after]
        held = self.held.get(stem)
        if held is None:
            held = self.held[stem] = _held(self.body, stem)
        types, members = held
        if after < len(path):
            return path[after] in members or isinstance(path[after], int) or path[after] == "last" or new
        return not of or any(_one_of(kind, of) for kind in types)


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
    """The types of the items of all lists at a path, and the names of their members."""
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
    """The way to a place; it is made only where there is something to do."""
    pairs: list[tuple[Any, Any]] = []
    while step[0] is not None:
        pairs.append((step[1], step[2]))
        step = step[0]
    return tuple(reversed(pairs))


def _fits(holder: Any, having: Having) -> bool:
    """Whether an object has one of the values wanted at each of the paths: `*` is any that there may be, None none."""
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
    """What a test looks at: the value at the place, or a member of it."""
    holder, key = trail[-1]
    value = holder.get(key) if isinstance(holder, dict) else holder[key]
    return (value.get(field) if isinstance(value, dict) else None) if field else value
