"""Where the recorded traffic lies: beside the repository, or where $DRAGOMAN_SHARED (or $DRAGOMAN_CORPUS) says.

It is data to test against and no part of the project; without it these tests skip, and our own samples remain.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DRAGOMAN_SHARED") or ROOT.parent / "shared")
CORPUS = Path(os.environ.get("DRAGOMAN_CORPUS") or SHARED / "corpus")


def needed(path: Path) -> Path:
    """The path; the test skips where it is not."""
    if not path.exists():
        pytest.skip(f"{path.name} is not in {path.parent} (DRAGOMAN_SHARED names another folder)")
    return path


@dataclass(frozen=True)
class Recording:
    """One exchange of the corpus."""

    folder: Path
    provider: str
    status: int
    streamed: bool

    @property
    def name(self) -> str:
        return f"{self.provider}-{self.folder.name}"

    @property
    def data(self) -> bytes:
        return next(self.folder.glob("response.*")).read_bytes()

    @property
    def asked(self) -> dict[str, Any]:
        file = self.folder / "request.json"
        asked: dict[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
        return asked


def recordings(protocol: str, *providers: str) -> list[Recording]:
    """Those of these providers over this protocol; none where there is no corpus."""
    found = []
    for provider in providers:
        for file in sorted((CORPUS / protocol / provider).glob("*/meta.json")):
            about = json.loads(file.read_bytes())
            found.append(Recording(file.parent, provider, about["status"], about["stream"]))
    return found


def each(found: list[Any], what: str, name: Any) -> Any:
    """Parametrizes a test; with nothing to test it is one that skips and says why."""
    if found:
        return pytest.mark.parametrize(what, found, ids=[name(one) for one in found])
    missing = pytest.mark.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    return pytest.mark.parametrize(what, [pytest.param(None, marks=missing, id="none")])
