"""The estimate of tokens stays as good as it was measured to be (`python -m tests.recordings.estimates`)."""

from __future__ import annotations

import pytest

from tests.recordings.estimates import LONG, Point, figures, groups


@pytest.fixture(scope="module")
def found() -> dict[str, list[Point]]:
    measured = groups()
    if not measured:
        pytest.skip("there are no recordings (DRAGOMAN_SHARED names another folder)")
    return measured


def test_a_long_prompt_is_off_by_a_quarter_at_most(found: dict[str, list[Point]]) -> None:
    errors = [point.error for point in found[f"all from {LONG} tokens on"]]
    assert len(errors) >= 6
    mean, median, most = figures(errors)
    assert mean < 0.25 and median < 0.23 and most < 0.26


def test_a_short_prompt_is_off_by_what_the_provider_adds(found: dict[str, list[Point]]) -> None:
    """It is never far above what was counted; below, by the instructions that only the provider knows."""
    errors = [point.error for point in found[f"all below {LONG} tokens"]]
    assert len(errors) >= 90
    assert figures(errors)[1] < 0.45
    assert sum(error > 0.5 for error in errors) <= len(errors) // 20


def test_gpt_models_add_little(found: dict[str, list[Point]]) -> None:
    assert figures([point.error for point in found["gpt"]])[1] < 0.15
