"""Rows of a stream's reader, as methods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from dragoman_codegen.model import plan


@dataclass(frozen=True, slots=True)
class Method:
    """A row as a method. `prefix`: the first steps of its paths, which `feed` reads once for all such rows."""

    name: str
    prefix: tuple[plan.Step, ...]
    row: plan.Row
    group: bool = False  # called by rows, with a key


def methods(stream: plan.ReadStream) -> list[Method]:
    top = stream.rows
    groups = [Method(f"do_{name}", (), row, group=True) for name, row in stream.groups]
    if len(top) == 1 and top[0].subject is not None and top[0].guard is None and top[0].each is None:
        acting = ((tags, rows) for tags, rows in top[0].rows if rows and acts(rows[0]))
        return [*(Method(row_name(tags[0]), (), rows[0]) for tags, rows in acting), *groups]
    return [*(Method(row_name(row.name), _prefix(row), row) for row in top), *groups]


def acts(row: plan.Row) -> bool:
    return bool(row.actions or row.rows)


def row_name(name: str) -> str:
    return "on_" + re.sub(r"\W", "_", name)


def _prefix(row: plan.Row) -> tuple[plan.Step, ...]:
    """Return the steps that all paths into the event share, but for the last one and what follows a `*`."""
    if row.guard and row.each:
        return ()  # two places, one to look at and one to go over
    inside = (row.actions, row.subject, row.rows, row.other)
    if any(action.verb == "fail_from" for action in row.actions):
        return ()  # the whole event is the error body
    if any(plan.paths(inside, "event")) or (row.each is None and any(plan.paths(inside))):
        return ()  # it asks the event for something else too; within `each`, paths begin at the item
    paths = [path.steps for path in plan.paths((row.guard, row.each))]
    prefix = tuple(takewhile(lambda step: step.key != "*", paths[0][:-1])) if paths else ()
    return prefix if all(len(steps) > len(prefix) and steps[: len(prefix)] == prefix for steps in paths) else ()
