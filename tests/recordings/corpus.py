"""Location of the recorded traffic: beside the repository, or in $DRAGOMAN_SHARED or $DRAGOMAN_CORPUS.

The recordings are test data outside the repository; tests that need them are skipped without them.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dragoman import loader
from tests import sampling
from tests.conformance.cases import load

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DRAGOMAN_SHARED") or ROOT.parent / "shared")
CORPUS = Path(os.environ.get("DRAGOMAN_CORPUS") or SHARED / "corpus")

PROTOCOLS = {"chat": "openai_chat", "responses": "openai_responses", "anthropic": "anthropic_messages"}


def needed(path: Path) -> Path:
    """Return the path; skip the test if it does not exist."""
    if not path.exists():
        pytest.skip(f"{path.name} is not in {path.parent} (DRAGOMAN_SHARED names another folder)")
    return path


@dataclass(frozen=True)
class Recording:
    """One exchange of the corpus, and the provider that reads it."""

    folder: Path
    wire: str  # name of the protocol in the corpus
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
    def request(self) -> dict[str, Any]:
        file = self.folder / "request.json"
        request: dict[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
        return request

    def readable(self) -> None:
        """Skip the test if no provider reads this recording."""
        if self.provider not in loader.providers():
            pytest.skip(f"there is no provider {self.provider}")
        if self.protocol not in loader.provider(self.provider)["sides"]:
            pytest.skip(f"{self.provider} does not speak {self.protocol}")


def corpus() -> dict[str, Any]:
    """Return the table of corpus.yaml: folders of recordings by protocol and source."""
    table: dict[str, Any] = load(ROOT / "tests" / "recordings" / "corpus.yaml")
    return table


def recordings(*wires: str) -> list[Recording]:
    """Return the recordings of these protocols; none without a corpus."""
    found = []
    for wire in wires:
        for source, row in corpus()[wire].items():
            for file in sorted((CORPUS / wire / source).glob("*/meta.json")):
                about = json.loads(file.read_bytes())
                table = (row["provider"], about["model"] or "a-model", about["status"], about["stream"])
                found.append(Recording(file.parent, wire, source, *table))
    return found


def each(found: list[Any], what: str, name: Any) -> pytest.MarkDecorator:
    """Parametrize a test; without values it is skipped with a reason."""
    if found:
        return pytest.mark.parametrize(what, sampling.every(4, found, name))
    missing = pytest.mark.skip(f"there are no recordings in {SHARED} (DRAGOMAN_SHARED names another folder)")
    return pytest.mark.parametrize(what, [pytest.param(None, marks=missing, id="none")])


def answering(data: bytes, streamed: bool) -> httpx2.Client:
    """Return a client that receives these bytes as the response to each of its requests."""
    kind = "text/event-stream" if streamed else "application/json"
    response = httpx2.Response(200, headers={"content-type": kind}, content=data)
    return httpx2.Client(transport=httpx2.MockTransport(lambda _: response))
