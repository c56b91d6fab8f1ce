"""Compiler of schemas for one provider: parse, resolve references, normalize, restrict.

Clients send the same schemas with each request of a conversation, so results are cached by the bytes of the schema.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import orjson

from dragoman.library.schemas.compiling import MAX_WORK, Compiling
from dragoman.library.schemas.profile import Loss, Profile, Schema
from dragoman.library.schemas.restrict import Restriction
from dragoman.library.schemas.unrestricted import Form
from dragoman.library.schemas.wellformed import check

MAX_CACHED_BYTES: Final = 16_384  # of one schema


class Compiled(NamedTuple):
    """A compiled schema, which is shared and must not be changed. `work`: subschemas, for the budget of the request."""

    schema: Schema
    losses: tuple[Loss, ...]
    work: int


def compile_schema(schema: Schema, profile: Profile, as_object: bool, budget: int = MAX_WORK) -> Compiled:
    """Return the schema in the form that the profile accepts. as_object: it describes the input of a tool, which is one
    object. Raises Unusable for a schema that is malformed, nested too deeply or larger than the budget."""
    try:
        key = orjson.dumps(schema)
    except (TypeError, ValueError):  # a long integer, half a surrogate pair, or nested too deeply
        return _compiled(schema, profile, as_object, budget)
    if len(key) > MAX_CACHED_BYTES:
        return _compiled(schema, profile, as_object, budget)
    found = _cached(key, profile, as_object)
    return found if found.work <= budget else _compiled(schema, profile, as_object, budget)


@lru_cache(512)
def _cached(key: bytes, profile: Profile, as_object: bool) -> Compiled:
    return _compiled(orjson.loads(key), profile, as_object, MAX_WORK)


def _compiled(schema: Schema, profile: Profile, as_object: bool, budget: int) -> Compiled:
    unusable: list[tuple[tuple[str, ...], str]] = []
    document, count = check(schema, lambda path, reason: unusable.append((path, reason)))
    state = Compiling(document, budget, monotone=profile.closed)
    state.spend(count)
    for path, reason in unusable:
        state.lose(reason, *path)
    work = Restriction(state, profile) if profile.closed else Form(state, profile)
    found = work.root(document, as_object)
    return Compiled(found, tuple(state.losses), state.work)


def losses_by_reason(losses: tuple[Loss, ...]) -> list[tuple[str, str]]:
    """Return path and reason of the first loss of each reason, with the number of further places."""
    places: dict[str, list[str]] = {}
    for loss in losses:
        places.setdefault(loss.reason, []).append(loss.path)
    found = []
    for reason, paths in places.items():
        more = len(paths) - 1
        found.append((paths[0], f"{reason} (and at {more} other place{'s' if more > 1 else ''})" if more else reason))
    return found
