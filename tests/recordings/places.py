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

from dragoman import loader
from tests import sampling
from tests.conformance.cases import load

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DRAGOMAN_SHARED") or ROOT.parent / "shared")
CORPUS = Path(os.environ.get("DRAGOMAN_CORPUS") or SHARED / "corpus")

PROTOCOLS = {"chat": "openai_chat", "responses": "openai_responses", "anthropic": "anthropic_messages"}


def needed(path: Path) -> Path:
    """The path; the test skips where it is not."""
    if not path.exists():
        pytest.skip(f"{path.name} is not in {path.parent} (DRAGOMAN_SHARED names another folder)")
    return path


@dataclass(frozen=True)
class Recording:
    """One exchange of the corpus, and who of ours reads it."""

    folder: Path
    wire: str  # the corpus's own word for the protocol
    source: str  # the folder of its provider
    provider: str
    model: str
    status: int
    streamed: bool

    @property
    def name(self) -> str:
        return f"{self.wire}-{self.source}-{self.folder.name}"

    @property
    def protocol(self) -> str:
        return PROTOCOLS[self.wire]

    @property
    def data(self) -> bytes:
        return next(self.folder.glob("response.*")).read_bytes()

    @property
    def asked(self) -> dict[str, Any]:
        file = self.folder / "request.json"
        asked: dict[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
        return asked

    def readable(self) -> None:
        """The test skips where no provider of ours reads it (yet)."""
        if self.provider not in loader.providers():
            pytest.skip(f"there is no provider {self.provider}")
        if self.protocol not in loader.provider(self.provider)["sides"]:
            pytest.skip(f"{self.provider} does not speak {self.protocol}")


def corpus() -> dict[str, Any]:
    """What corpus.yaml says of each folder of recordings, by wire and source."""
    told: dict[str, Any] = load(ROOT / "tests" / "recordings" / "corpus.yaml")
    return told


def recordings(*wires: str) -> list[Recording]:
    """Those of these wires; none where there is no corpus."""
    found = []
    for wire in wires:
        for source, row in corpus()[wire].items():
            for file in sorted((CORPUS / wire / source).glob("*/meta.json")):
                about = json.loads(file.read_bytes())
                told = (row["provider"], about["model"] or "a-model", about["status"], about["stream"])
                found.append(Recording(file.parent, wire, source, *told))
    return found


def each(found: list[Any], what: str, name: Any) -> pytest.MarkDecorator:
    """Parametrizes a test; with nothing to test it is one that skips and says why."""
    if found:
        return pytest.mark.parametrize(what, sampling.every(4, found, name))
    missing = pytest.mark.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    return pytest.mark.parametrize(what, [pytest.param(None, marks=missing, id="none")])
