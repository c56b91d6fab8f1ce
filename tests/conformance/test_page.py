"""Completeness of the list of cases, and the generated page."""

from __future__ import annotations

import pytest

from tests.conformance import page


def test_every_case_is_tested_or_excluded() -> None:
    assert page.problems() == []


def test_page_is_current(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("update_snapshots", False):
        page.PAGE.write_text(page.page(), encoding="utf-8")
    current = page.PAGE.exists() and page.PAGE.read_text(encoding="utf-8") == page.page()
    assert current, "docs/conformance.md is stale: python -m tests.conformance.page"
