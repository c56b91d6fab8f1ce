"""Laws of the schema compiler, for one random schema and one profile.

- What the original accepts, the result accepts, unless a loss is recorded for it.
- What the original rejects, the result rejects, unless a loss is recorded for it.
- The result is inside the subset that the provider accepts.
"""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import jsonschema

from dragoman.library.schemas import Profile, Unusable, compile_schema
from tests.schemas import generation, judges

VALUES = 10  # for each schema


def broken(schema: dict[str, Any], profiles: dict[str, Profile], random: Random) -> list[str]:
    """Return the laws that the compilation of a schema breaks, with the provider, the schema and the value."""
    validator = jsonschema.Draft202012Validator(judges.standard(schema))
    candidates = generation.candidates(schema, random, VALUES)
    judged = [(value, _accepts(validator, value)) for value in candidates if isinstance(value, dict)]
    found: list[str] = []
    for name, profile in profiles.items():
        found += [f"{name}: {text}: {json.dumps(schema)}" for text in _broken(schema, profile, judged)]
    return found


def subset(schema: dict[str, Any], profile: Profile) -> list[str]:
    """Return what a provider rejects in the compiled schema of a tool."""
    return judges.complaints(schema, profile, tool=True)


def _broken(schema: dict[str, Any], profile: Profile, judged: list[tuple[Any, bool | None]]) -> list[str]:
    kept = copy.deepcopy(schema)
    try:
        compiled = compile_schema(schema, profile, as_object=True)
    except Unusable as error:
        return [] if "resolved" in error.message else [error.message]
    found = subset(compiled.schema, profile)
    found += ["the client's schema is changed"] if schema != kept else []
    wider, narrower = any(one.wider for one in compiled.losses), any(one.narrower for one in compiled.losses)
    result = jsonschema.Draft202012Validator(judges.standard(compiled.schema))
    for value, before in judged:
        after = _accepts(result, value)
        if before is None or after is None:
            continue
        if before and not after and not narrower:
            found.append(f"{json.dumps(value)} is no longer accepted by {json.dumps(compiled.schema)}")
        if after and not before and not wider:
            found.append(f"{json.dumps(value)} is now accepted by {json.dumps(compiled.schema)}")
    return found


def _accepts(validator: jsonschema.Draft202012Validator, value: object) -> bool | None:
    """Return whether a schema accepts a value; None for a reference that leads to itself, which has no answer."""
    try:
        return bool(validator.is_valid(value))
    except RecursionError:
        return None
    except BaseException as error:  # the same within a library written in Rust
        if type(error).__name__ != "PanicException":
            raise
        return None
