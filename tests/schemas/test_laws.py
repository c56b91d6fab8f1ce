"""Property tests of the schema compiler for the profiles of all providers.

`python -m tools.fuzz --kind schemas` checks the same laws on as many schemas as desired.
"""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemas import generation, judges, laws, profiles


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_compiled_schemas_accept_what_the_original_accepts_and_conform_to_the_profile(random: Random) -> None:
    assert laws.broken(generation.schemas(random), profiles.distinct(), random) == []


def test_the_laws_notice_a_schema_that_is_not_compiled() -> None:
    """The judges reject what providers reject, so that the laws above can fail."""
    schema = {"type": "object", "properties": {"a": {"type": "string", "items": {}}}, "anyOf": [{"required": ["a"]}]}
    for name, profile in profiles.distinct().items():
        found = judges.complaints(schema, profile, tool=True)
        assert "anyOf is at the top level" in found
        if profile.closed:
            assert any(".properties.a.items is for array only" in text for text in found), name


def test_profiles_of_the_specs_are_found() -> None:
    found = profiles.distinct()
    assert {"gemini", "grok", "kimi", "lmstudio", "qwen"} <= {name.partition(":")[0] for name in found}
    assert [name for name, profile in found.items() if profile.closed] == ["gemini", "kimi"]
