"""The list of cases is complete, and the page that shows it is what the tests say."""

from __future__ import annotations

import pytest

from tests.conformance import page


def test_every_number_is_tested_or_explained() -> None:
    assert page.problems() == []


def test_the_page_is_current(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("update_snapshots", False):
        page.PAGE.write_text(page.page(), encoding="utf-8")
    current = page.PAGE.exists() and page.PAGE.read_text(encoding="utf-8") == page.page()
    assert current, "docs/conformance.md is stale: python -m tests.conformance.page"
