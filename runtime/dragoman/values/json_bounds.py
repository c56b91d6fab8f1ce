"""Bounds on parsed JSON bodies: nesting, and the lengths of lists.

The size of a body does not bound the work that it causes: a million empty messages are small. The names of the lists
are those of the body, because this module has none of any protocol: a list at the top is one of messages unless it is
named `tools`, and the lists within its entries hold blocks, as do the lists within these.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import Any

TOOLS = "tools"
NESTED = frozenset((dict, list))
BLOCK_BYTES = 2  # of the shortest block in a body, with what separates it from the next


class OutOfBounds(ValueError):
    """A body exceeds a bound. The message names the bound and the key of the configuration that sets it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The greatest accepted numbers. `max_depth`: levels of nesting; `max_blocks`: in total."""

    max_depth: int = 200
    max_messages: int = 100_000
    max_tools: int = 5_000
    max_blocks: int = 200_000


DEFAULT = Bounds()


def check(payload: dict[str, Any], body: bytes, bounds: Bounds) -> None:
    """Raise OutOfBounds for a body that exceeds a bound. `body`: the text of the payload."""
    blocks = 0
    nests = len(body) > BLOCK_BYTES * bounds.max_blocks  # else the lists within blocks cannot exceed the bound
    for name, value in payload.items():
        if type(value) is not list:
            continue
        key = "max_tools" if name == TOOLS else "max_messages"
        _check(len(value), getattr(bounds, key), f"{name} has {len(value)} entries", key)
        lists = _lists(value)
        inner = sum(map(len, lists))
        if nests and name != TOOLS:
            inner += sum(sum(map(len, _lists(blocks_of))) for blocks_of in lists)
        if name == TOOLS:
            _check(inner, bounds.max_tools, f"{name} has {inner} nested entries", key)
        else:
            blocks += inner
            _check(blocks, bounds.max_blocks, f"{name} has {blocks} blocks", "max_blocks")
    if is_deeper(payload, bounds.max_depth):
        raise OutOfBounds(
            f"the body is nested more than {bounds.max_depth} levels deep. Set max_depth: under server: to accept more"
        )


def _lists(entries: list[Any]) -> list[list[Any]]:
    """Return the members of entries that are lists."""
    return [part for entry in entries if type(entry) is dict for part in entry.values() if type(part) is list]


def is_deeper(payload: Any, most: int) -> bool:
    """Whether a JSON value has more levels. CPython tracks each list, and each dict that contains a list or a dict: to
    walk over these by the functions of `gc` takes a third of the instructions of a loop over all values."""
    level: list[Any] = [payload]
    for _ in range(most - 1):
        level = list(filter(gc.is_tracked, gc.get_referents(*level)))
        if not level:
            return False
    return not NESTED.isdisjoint(map(type, gc.get_referents(*level)))


def _check(found: int, most: int, text: str, key: str) -> None:
    if found > most:
        raise OutOfBounds(f"{text}, and at most {most} are accepted. Set {key}: under server: to accept more")
