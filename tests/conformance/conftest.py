"""Registration of the minimal providers of this folder during its tests."""

from __future__ import annotations

import pytest

import dragoman_adapters
from tests.conformance import specs


@pytest.fixture(autouse=True)
def small_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in specs.names():
        monkeypatch.setitem(dragoman_adapters.PROVIDERS, name, f"dragoman_adapters.{name}")
