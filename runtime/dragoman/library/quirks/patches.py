"""Actions of generated patches on a forwarded request: remove, set, keep and trim, and changes to list headers.

They work on plain JSON and know no protocol. Actions on a body return whether they changed it, since an unchanged body
is forwarded as the bytes that came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dragoman.library import envelope
from dragoman.library.context import Context
from dragoman.library.quirks.places import Trail, Walk, value_at
from dragoman.library.validation import shown

Patch = Callable[[dict[str, Any], dict[str, str], Context], bool]
SharedPatch = Callable[[Walk, dict[str, str], Context], bool]


def in_order(*steps: SharedPatch) -> Patch:
    """Return a function that applies patches of shared quirks and returns whether the body changed."""

    def patch(body: dict[str, Any], headers: dict[str, str], context: Context) -> bool:
        walk = Walk(body)
        changed = [step(walk, headers, context) for step in steps]
        return any(changed)

    return patch


def keys_of(trail: Trail) -> list[Any]:
    """Return the path that a trail takes from the body."""
    return [key for _, key in trail]


def foreign(signature: object) -> bool:
    """Whether a signature is not the provider's own: missing, empty, or one of our envelopes (rule 2.0.1)."""
    return not isinstance(signature, str) or not signature or envelope.is_envelope(signature)


def starts(text: object, words: str) -> bool:
    """Whether a value is a string with this prefix."""
    return isinstance(text, str) and text.startswith(words)


def is_blank(value: object) -> bool:
    """Whether a value is white space, or an empty list or object."""
    return not value.strip() if isinstance(value, str) else isinstance(value, list | dict) and not value


def remove(trail: Trail, reason: str, context: Context, empties: int = 0) -> bool:
    """Remove a value, and the object that held it if it is empty then. Without a reason no loss is recorded.

    `empties`: number of steps of the trail that lead to what is removed too if the list that held the value is empty
    then, such as a message without blocks.
    """
    holder, key = trail[-1]
    value = holder[key]
    del holder[key]
    if reason:
        kind = value.get("type") if isinstance(value, dict) and not isinstance(key, str) else None
        context.lose_sent(shown([*keys_of(trail), *([kind] if isinstance(kind, str) else [])]), reason)
    if not holder and len(trail) > 1 and (empties or isinstance(holder, dict) or len(trail) == 2):
        outer, place = trail[(empties if 0 < empties < len(trail) else len(trail) - 1) - 1]
        if place in outer if isinstance(outer, dict) else place < len(outer):
            del outer[place]
    return True


def keep_last(places: Iterable[Iterable[Trail]], count: int, reason: str, context: Context) -> bool:
    """Remove the values at all of the places except the last `count`."""
    trails = [trail for found in places for trail in reversed(list(found))]
    for trail in trails[: max(len(trails) - count, 0)]:
        remove(trail, reason, context)
    return len(trails) > count


def put(trail: Trail, value: Any, reason: str = "", context: Context | None = None) -> bool:
    """Set the value at the place."""
    holder, key = trail[-1]
    if value_at(trail) == value:
        return False
    holder[key] = value
    if context is not None:
        context.lose_sent(shown(keys_of(trail)), reason)
    return True


def keep(holder: Any, names: tuple[str, ...], reason: str, context: Context, trail: Trail = ()) -> bool:
    """Remove all members of an object except the named ones. `trail`: the steps that lead to the object."""
    others = [name for name in holder if name not in names] if isinstance(holder, dict) else []
    for name in others:
        del holder[name]
        context.lose_sent(shown([*keys_of(trail), name]), reason)
    return bool(others)


def trim(trail: Trail) -> bool:
    """Remove white space at the end of a text, or of the last text of a list of blocks."""
    holder, key = trail[-1]
    value = holder[key]
    if isinstance(value, list) and value and isinstance(value[-1], dict) and "text" in value[-1]:
        return trim((*trail, (value[-1], "text")))
    if not isinstance(value, str) or value == value.rstrip():
        return False
    holder[key] = value.rstrip()
    return True


def keep_values(headers: dict[str, str], header: str, names: tuple[str, ...], reason: str, context: Context) -> None:
    """Remove all values except the named ones from a list header."""
    _relist(headers, header, [name for name in _listed(headers, header) if name in names], reason, context)


def remove_values(headers: dict[str, str], header: str, names: tuple[str, ...], reason: str, context: Context) -> None:
    """Remove values from a list header; a header without values is removed."""
    _relist(headers, header, [name for name in _listed(headers, header) if name not in names], reason, context)


def add_values(headers: dict[str, str], header: str, names: tuple[str, ...], reason: str, context: Context) -> None:
    """Add values that a list header does not contain."""
    _relist(headers, header, list(dict.fromkeys([*_listed(headers, header), *names])), reason, context)


def _listed(headers: dict[str, str], header: str) -> list[str]:
    return [name for part in headers.get(header, "").split(",") if (name := part.strip())]


def _relist(headers: dict[str, str], header: str, names: list[str], reason: str, context: Context) -> None:
    for name in _listed(headers, header):
        if name not in names:
            context.lose_sent(f"{header}.{name}", reason)
    if names:
        headers[header] = ",".join(names)
    else:
        headers.pop(header, None)
