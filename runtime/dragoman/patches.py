"""What generated patches act with, on a body that is passed on: find the places, take away, trim.

Functions over plain JSON; they know no protocol. Each says whether it changed something, since an untouched body is
forwarded as the bytes that came.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman import envelope
from dragoman.context import Context

Holder = Any


def each(body: Any, path: tuple[str | int, ...], of: tuple[str, ...], having: dict[str, Any]) -> Iterator[tuple[Holder, Any]]:
    """(holder, key) of every place that a path leads to. `*` goes over a list, `last` to its last item; with `of`, what is
    there (or what holds it) is an object whose `type` is one of these; with `having`, an object on the way has these values.
    Lists are walked from their end, so that a place may be removed while they are."""

    def walk(holder: Any, at: int, good: bool) -> Iterator[tuple[Holder, Any]]:
        good = good or isinstance(holder, dict) and all(holder.get(key) == value for key, value in having.items())
        key = path[at]
        keys: list[Any]
        if isinstance(holder, list):
            keys = list(reversed(range(len(holder)))) if key == "*" else [len(holder) - 1] if key == "last" and holder else []
        elif isinstance(holder, dict) and key in holder:
            keys = [key]
        else:
            return
        for one in keys:
            if at < len(path) - 1:
                yield from walk(holder[one], at + 1, good)
            elif good and (not of or _is(holder[one], of) or _is(holder, of)):
                yield holder, one

    yield from walk(body, 0, not having)


def _is(value: Any, tags: tuple[str, ...]) -> bool:
    return isinstance(value, dict) and value.get("type") in tags


def foreign(proof: object) -> bool:
    """No proof of reasoning that its own maker would know: missing, empty, or an envelope of ours (protocols 2.0.1)."""
    return not isinstance(proof, str) or not proof or envelope.unseal(proof) is not None


def remove(holder: Holder, key: Any, reason: str, context: Context) -> bool:
    """Takes one thing away."""
    del holder[key]
    context.lose(str(key) if isinstance(key, str) else "block", reason)
    return True


def trim(holder: Holder, key: Any) -> bool:
    """Takes white space off the end of a text, or of the last text of a list of blocks."""
    value = holder[key]
    if isinstance(value, list) and value and isinstance(value[-1], dict) and isinstance(value[-1].get("text"), str):
        return trim(value[-1], "text")
    if not isinstance(value, str) or value == value.rstrip():
        return False
    holder[key] = value.rstrip()
    return True
