"""What generated patches act with, on a body that is passed on: find the places, take away, trim.

Functions over plain JSON; they know no protocol. Each says whether it changed something, since an untouched body is
forwarded as the bytes that came. A place is a trail: the (holder, key) pairs that lead to it from the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman import envelope
from dragoman.context import Context

Trail = tuple[tuple[Any, Any], ...]


def each(body: Any, path: tuple[str | int, ...], of: tuple[str, ...], having: dict[str, Any]) -> Iterator[Trail]:
    """Every place that a path leads to. `*` goes over a list, `last` to its last item; with `of`, what is there (or the
    object that holds it) has one of these as its `type`; with `having`, an object on the way has these values.
    Lists are walked from their end, so that a place may be removed while they are."""

    def walk(trail: Trail, holder: Any, at: int, good: bool) -> Iterator[Trail]:
        good = good or isinstance(holder, dict) and all(holder.get(key) == value for key, value in having.items())
        for key in _keys(holder, path[at]):
            here = (*trail, (holder, key))
            if at < len(path) - 1:
                yield from walk(here, holder[key], at + 1, good)
            elif good and (not of or _is(holder[key], of) or _is(holder, of)):
                yield here

    yield from walk((), body, 0, not having)


def _keys(holder: Any, key: str | int) -> list[Any]:
    if isinstance(holder, list):
        if key == "*":
            return list(reversed(range(len(holder))))
        index = len(holder) - 1 if key == "last" else key
        return [index] if isinstance(index, int) and 0 <= index < len(holder) else []
    return [key] if isinstance(holder, dict) and key in holder else []


def _is(value: Any, tags: tuple[str, ...]) -> bool:
    return isinstance(value, dict) and value.get("type") in tags


def value_at(trail: Trail, field: str) -> Any:
    """What a test looks at: the value at the place, or a member of it."""
    holder, key = trail[-1]
    value = holder[key]
    return (value.get(field) if isinstance(value, dict) else None) if field else value


def foreign(proof: object) -> bool:
    """No proof of reasoning that its own maker would know: missing, empty, or an envelope of ours (protocols 2.0.1)."""
    return not isinstance(proof, str) or not proof or envelope.is_envelope(proof)


def starts(text: object, words: str) -> bool:
    return isinstance(text, str) and text.startswith(words)


def remove(trail: Trail, reason: str, context: Context, empties: int = 0) -> bool:
    """Takes one thing away, and an object that is empty then. `empties`: if a list is, the first so many steps of the
    trail lead to what goes too (a message without blocks)."""
    holder, key = trail[-1]
    value = holder[key]
    del holder[key]
    kind = value.get("type") if isinstance(value, dict) else None
    named = key if isinstance(key, str) else kind if isinstance(kind, str) else "item"
    context.lose(named, reason)
    if not holder and len(trail) > 1 and (empties or isinstance(holder, dict) or len(trail) == 2):
        outer, place = trail[(empties or len(trail) - 1) - 1]
        if place in outer if isinstance(outer, dict) else place < len(outer):
            del outer[place]
    return True


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


def drop_beta(headers: dict[str, str], header: str, name: str) -> bool:
    """Takes one name out of a header that is a list; the header goes with its last name."""
    found = next((key for key in headers if key.lower() == header), None)
    if found is None:
        return False
    names = [part.strip() for part in headers[found].split(",")]
    kept = [part for part in names if part and part != name]
    if len(kept) == len(names):
        return False
    if kept:
        headers[found] = ",".join(kept)
    else:
        del headers[found]
    return True
