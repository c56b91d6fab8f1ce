"""The token estimate keeps its measured accuracy (`python -m tests.recordings.estimates`)."""

from __future__ import annotations

import pytest

from tests.recordings.estimates import LONG, Point, figures, groups


@pytest.fixture(scope="module")
def found() -> dict[str, list[Point]]:
    measured = groups()
    if not measured:
        pytest.skip("there are no recordings (DRAGOMAN_SHARED names another folder)")
    return measured


def test_estimate_of_long_prompts_is_within_a_quarter(found: dict[str, list[Point]]) -> None:
    errors = [point.error for point in found[f"all from {LONG} tokens on"]]
    assert len(errors) >= 6
    mean, median, most = figures(errors)
    assert mean < 0.25 and median < 0.23 and most < 0.26


def test_estimate_of_short_prompts_differs_by_the_provider_instructions(found: dict[str, list[Point]]) -> None:
    """The estimate is never far above the count, and below it by the provider's own instructions."""
    errors = [point.error for point in found[f"all below {LONG} tokens"]]
    assert len(errors) >= 90
    assert figures(errors)[1] < 0.45
    assert sum(error > 0.5 for error in errors) <= len(errors) // 20


def test_estimate_of_gpt_models_is_close(found: dict[str, list[Point]]) -> None:
    assert figures([point.error for point in found["gpt"]])[1] < 0.15
