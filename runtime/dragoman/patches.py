"""What generated patches act with, on a body that is passed on: find the places, take away, put, trim.

Functions over plain JSON; they know no protocol. Those over a body say whether they changed it, since an untouched one
is forwarded as the bytes that came. A place is a trail: the (holder, key) pairs that lead to it from the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dragoman import envelope
from dragoman.context import Context

Trail = tuple[tuple[Any, Any], ...]
Step = tuple[Any, Any, Any, Any, bool]  # the step before, holder, key, what is there, and whether `having` is met
Having = dict[str, tuple[Any, ...]]  # a path with dots -> what may stand there
ANY = "*"


def each(
    body: Any, path: tuple[str | int, ...], of: tuple[str, ...], having: Having, new: bool = False
) -> Iterator[Trail]:
    """Every place that a path leads to. `*` goes over a list, `last` to its last item; with `of`, what is there (or the
    object that holds it) has one of these as its `type`; with `having`, what is there or an object on the way has these
    values; `new`: a member that its object does not have yet is a place, too.
    Lists are walked from their end, so that a place may be removed while they are."""
    anywhere = not having or not any(None in wanted for wanted in having.values())  # what is missing is, in the body
    level: list[Step] = [(None, None, None, body, not having or _fits(body, having))]
    last = len(path) - 1
    for at, key in enumerate(path):
        below: list[Step] = []
        tagged = of if at == last else ()
        for step in level:
            holder, good = step[3], step[4]
            if holder.__class__ is dict:
                if key in holder or new and at == last:
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
        if having and anywhere:
            below = [(*step[:4], step[4] or _fits(step[3], having)) for step in below]
        if not below:
            return
        level = below
    for step in level:
        if step[4] and (not of or _is(step[3], of) or _is(step[1], of)):
            yield _trail(step)


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
    kind = value.get("type") if isinstance(value, dict) else None
    return isinstance(kind, str) and any(kind == tag or tag.endswith(ANY) and kind.startswith(tag[:-1]) for tag in tags)


def value_at(trail: Trail, field: str = "") -> Any:
    """What a test looks at: the value at the place, or a member of it."""
    holder, key = trail[-1]
    value = holder.get(key) if isinstance(holder, dict) else holder[key]
    return (value.get(field) if isinstance(value, dict) else None) if field else value


def foreign(proof: object) -> bool:
    """No proof of reasoning that its own maker would know: missing, empty, or an envelope of ours (protocols 2.0.1)."""
    return not isinstance(proof, str) or not proof or envelope.is_envelope(proof)


def starts(text: object, words: str) -> bool:
    return isinstance(text, str) and text.startswith(words)


def is_blank(value: object) -> bool:
    """Nothing but white space, or an empty list or object."""
    return not value.strip() if isinstance(value, str) else isinstance(value, list | dict) and not value


def remove(trail: Trail, reason: str, context: Context, empties: int = 0) -> bool:
    """Takes one thing away, and an object that is empty then; without a reason it is no loss. `empties`: if a list is,
    the first so many steps of the trail lead to what goes too (a message without blocks)."""
    holder, key = trail[-1]
    value = holder[key]
    del holder[key]
    if reason:
        kind = value.get("type") if isinstance(value, dict) else None
        context.lose(key if isinstance(key, str) else kind if isinstance(kind, str) else "item", reason)
    if not holder and len(trail) > 1 and (empties or isinstance(holder, dict) or len(trail) == 2):
        outer, place = trail[(empties if 0 < empties < len(trail) else len(trail) - 1) - 1]
        if place in outer if isinstance(outer, dict) else place < len(outer):
            del outer[place]
    return True


def leave(places: Iterable[Iterator[Trail]], most: int, reason: str, context: Context) -> bool:
    """Takes away all of the places but the last so many."""
    trails = [trail for found in places for trail in reversed(list(found))]
    for trail in trails[: max(len(trails) - most, 0)]:
        remove(trail, reason, context)
    return len(trails) > most


def put(trail: Trail, value: Any, reason: str = "", context: Context | None = None) -> bool:
    """Puts a value at the place."""
    holder, key = trail[-1]
    if value_at(trail) == value:
        return False
    holder[key] = value
    if context is not None:
        context.lose(str(key), reason)
    return True


def keep(holder: Any, names: tuple[str, ...], reason: str, context: Context) -> bool:
    """Takes all members of an object away but these."""
    others = [name for name in holder if name not in names] if isinstance(holder, dict) else []
    for name in others:
        del holder[name]
        context.lose(name, reason)
    return bool(others)


def trim(trail: Trail) -> bool:
    """Takes white space off the end of a text, or of the last text of a list of blocks."""
    holder, key = trail[-1]
    value = holder[key]
    if isinstance(value, list) and value and isinstance(value[-1], dict) and "text" in value[-1]:
        return trim((*trail, (value[-1], "text")))
    if not isinstance(value, str) or value == value.rstrip():
        return False
    holder[key] = value.rstrip()
    return True


def keep_betas(headers: dict[str, str], header: str, names: tuple[str, ...], reason: str, context: Context) -> None:
    """Takes all names but these out of a header that is a list."""
    _relist(headers, header, [name for name in _listed(headers, header) if name in names], reason, context)


def drop_betas(headers: dict[str, str], header: str, names: tuple[str, ...], reason: str, context: Context) -> None:
    """Takes names out of a header that is a list; the header goes with its last name."""
    _relist(headers, header, [name for name in _listed(headers, header) if name not in names], reason, context)


def add_betas(headers: dict[str, str], header: str, names: tuple[str, ...], reason: str, context: Context) -> None:
    """Adds those names to a header that is a list that it does not have."""
    _relist(headers, header, list(dict.fromkeys([*_listed(headers, header), *names])), reason, context)


def _listed(headers: dict[str, str], header: str) -> list[str]:
    return [name for part in headers.get(header, "").split(",") if (name := part.strip())]


def _relist(headers: dict[str, str], header: str, names: list[str], reason: str, context: Context) -> None:
    for name in _listed(headers, header):
        if name not in names:
            context.lose(f"{header}.{name}", reason)
    if names:
        headers[header] = ",".join(names)
    else:
        headers.pop(header, None)
