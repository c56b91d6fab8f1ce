"""The schema profiles of all providers, as the generated adapters use them."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any
from unittest import mock

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.errors import Refused
from dragoman.library.passes import schemas
from dragoman.library.schemas import Profile
from tests.laws import pairs


class _Found(Exception):
    pass


@cache
def of(name: str) -> Profile | None:
    """Return the profile of one of `pairs.NAMES`, None if the provider's requests have no schemas."""
    found: list[Profile] = []

    def record(schema: Any, profile: Profile, *_: Any) -> Any:
        found.append(profile)
        raise _Found

    tool = {"kind": "function", "name": "f", "schema": {"type": "object", "properties": {}}}
    message = {"role": "user", "blocks": [{"kind": "text", "text": "hi"}]}
    request: Any = {"model": "a-model", "messages": [message], "tools": [tool]}
    back = loader.back(name.partition(":")[0], pairs.protocol_from_name(name))
    context = Context()
    context.holds = back.conditions(request, context)
    with mock.patch.object(schemas, "compile_schema", record), suppress(_Found, Refused):
        back.write(request, context)
    return found[0] if found else None


@cache
def distinct() -> dict[str, Profile]:
    """Return each profile once, under the name of the first provider that has it."""
    found: dict[str, Profile] = {}
    for name in pairs.NAMES:
        profile = of(name)
        if profile is not None and profile not in found.values():
            found[name] = profile
    return found
