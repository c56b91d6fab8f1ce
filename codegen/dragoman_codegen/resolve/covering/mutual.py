"""Values that `$ignore` names because of each other: where all are there, one of them must be carried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dragoman_codegen.model.plan import Alternatives, Call, Ignored, Path

Way = tuple[str | int, ...]


def ordered(ignored: Sequence[Ignored]) -> list[Ignored]:
    """Return the same values. The first one of those that name each other is not ignored where it is the reason to
    ignore another one."""
    asked = {at: [way for way in _asked(one.only_if) if not _around(way, one)] for at, one in enumerate(ignored)}
    asked = {at: ways for at, ways in asked.items() if ways}
    asking = [
        [at for at, ways in asked.items() if at != own and _any_within(ways, one)]  # those that ask for it
        for own, one in enumerate(ignored)
    ]
    found = list(ignored)
    for number, one in enumerate(ignored):
        reached, waiting = set[int](), [number]
        while waiting:
            more = {at for at in asking[waiting.pop()] if at >= number} - reached
            reached |= more
            waiting += more
        if number in reached:
            reasons = (ignored[at].only_if for at in asking[number] if at in reached)
            found[number] = replace(one, unless=tuple(reason for reason in reasons if reason))
    return found


def _asked(condition: Alternatives | None) -> Iterator[Way]:
    """Yield the paths of which a condition asks that they are there."""
    for pipe in condition.pipes if condition else ():
        calls = [stage for stage in pipe.stages if isinstance(stage, Call)]
        if not any(call.name == "negate" for call in calls):
            paths = (pipe.atom, *(call.arg for call in calls if call.name == "then"))
            yield from (way for path in paths for way in _ways(path))


def _ways(path: object) -> Iterator[Way]:
    if isinstance(path, Path) and path.head == "it" and path.steps:
        yield tuple(step.key for step in path.steps)


def _named(one: Ignored) -> Iterator[Way]:
    for pipe in one.value.pipes if one.value else ():
        yield from _ways(pipe.atom)


def _around(way: Way, one: Ignored) -> bool:
    """Return whether a path leads to the value itself, or to an object around it, which is there if the value is."""
    return any(named[: len(way)] == way for named in _named(one))


def _any_within(ways: Sequence[Way], one: Ignored) -> bool:
    """Return whether a path leads to the value, to a part of it, or to an object around it."""
    return any(way[: len(named)] == named[: len(way)] for way in ways for named in _named(one))
