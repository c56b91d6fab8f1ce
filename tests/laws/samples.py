"""Samples of the project: tests/samples/<protocol or provider>/<requests, answers, streams, errors>/<name>."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman import loader
from tests.runtime import messages

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@dataclass(frozen=True)
class Sample:
    home: str  # the protocol or the provider that it belongs to
    file: Path

    @property
    def name(self) -> str:
        return self.file.stem

    @property
    def data(self) -> bytes:
        """The bytes on the wire. A file `.events` has a line of JSON for each message of a binary event stream."""
        return b"".join(self.frames) if self.file.suffix == ".events" else self.file.read_bytes()

    @property
    def frames(self) -> list[bytes]:
        """The frames of a stream, each with its end."""
        if self.file.suffix == ".events":
            return [messages.encoded(json.loads(line)) for line in self.file.read_bytes().splitlines()]
        if self.file.suffix == ".ndjson":
            return self.data.splitlines(keepends=True)
        return [frame + b"\n\n" for frame in self.data.split(b"\n\n") if frame]

    @property
    def value(self) -> Any:
        return json.loads(self.data)


def of(what: str, *homes: str) -> list[Sample]:
    """Return the samples of one sort of a protocol and its provider, if given.

    A folder with the name of a protocol belongs to the protocol.
    """
    homes = (*homes[:1], *(home for home in homes[1:] if home not in loader.protocols()))
    return [Sample(home, file) for home in homes for file in sorted((SAMPLES / home / what).glob("*.*"))]
