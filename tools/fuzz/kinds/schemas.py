"""Schemas of tools, compiled for the schema profile of each provider: the laws of tests/schemas."""

from __future__ import annotations

from random import Random

from tests.schemas import generation, laws, profiles


def run(chance: Random) -> None:
    broken = laws.broken(generation.schemas(chance), profiles.distinct(), chance)
    assert not broken, "\n".join(broken)
