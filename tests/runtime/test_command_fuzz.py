"""Random command lines and bodies: no command ends with an undeclared exception, and none takes long.

DRAGOMAN_FUZZ sets the number of inputs and DRAGOMAN_FUZZ_SEED the first seed; a failure names the seed that repeats it.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dragoman import loader
from dragoman.commands import cli, guard

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
INPUTS = int(os.environ.get("DRAGOMAN_FUZZ", "300"))
FIRST = int(os.environ.get("DRAGOMAN_FUZZ_SEED", "1"))
SLOW_SECONDS = 5.0
TEXTS = [
    "",
    "x",
    "auto",
    "object",
    "user",
    "tool",
    "\ud800",
    "\0",
    "a/b",
    "null",
    "{}",
    "[1",
    "data:image/png;base64,AA",
]
NUMBERS = [0, -1, 1, 2**63, 10**30, 1.5, -0.0, 1e300]
MODELS = ["", "m", "gpt-5.5", "\udc80", "a b", "../..", "claude-sonnet-5", "x/y", "%2e%2e"]


@cache
def samples() -> tuple[list[Any], list[bytes]]:
    """Return the bodies and the streams of tests/samples."""
    files = [path.read_bytes() for path in sorted(SAMPLES.rglob("*")) if path.is_file()]
    bodies = []
    for data in files:
        try:
            bodies.append(json.loads(data))
        except ValueError:
            continue
    return bodies, [data for data in files if data.startswith((b"data:", b"event:"))]


@cache
def keys() -> list[str]:
    """Return all keys of the samples."""
    found: dict[str, None] = {}

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            found.update(dict.fromkeys(value))
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(inner)

    collect(samples()[0])
    return list(found)


class Generator:
    """Random values and changes, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def value(self, depth: int = 0) -> Any:
        pick = self.random.choice
        kinds: list[Callable[[], Any]] = [lambda: pick([None, True, False]), lambda: pick(NUMBERS), lambda: pick(TEXTS)]
        if depth < 4:
            kinds.append(lambda: [self.value(depth + 1) for _ in range(self.random.randrange(4))])
            kinds.append(lambda: {pick(keys()): self.value(depth + 1) for _ in range(self.random.randrange(4))})
        return pick(kinds)()

    def changed(self, value: Any, rate: float) -> Any:
        """Return a value with some of its parts replaced, removed, renamed and repeated."""
        chance = self.random.random
        if chance() < rate:
            return self.value()
        if isinstance(value, list):
            items = [self.changed(item, rate) for item in value]
            return [*items, self.random.choice(items)] if items and chance() < rate else items
        if isinstance(value, dict):
            return {
                self.random.choice(keys()) if chance() < rate / 2 else key: self.changed(inner, rate)
                for key, inner in value.items()
                if chance() >= rate
            }
        return value

    def body(self, kind: str) -> bytes:
        bodies, streams = samples()
        sort = self.random.randrange(12)
        if sort == 0:
            return self.random.randbytes(self.random.randrange(60))
        if sort == 1:
            return b"[" * self.random.choice([10, 300, 2000, 100_000])
        if sort == 2:
            return b'{"messages":%b%b}' % (b'{"a":[' * 400, b"]}" * 400)
        rate = self.random.choice([0.01, 0.05, 0.2])
        if kind == "stream" and sort < 9:
            lines = self.random.choice(streams).split(b"\n")
            return b"\n".join(self._line(line, rate) for line in lines if self.random.random() > rate / 2)
        return json.dumps(self.changed(self.random.choice(bodies), rate)).encode()

    def _line(self, line: bytes, rate: float) -> bytes:
        if not line.startswith(b"data: {") or self.random.random() < 0.7:
            return line
        try:
            return b"data: " + json.dumps(self.changed(json.loads(line[6:]), rate)).encode()
        except ValueError:
            return line

    def arguments(self, folder: Path) -> list[str]:
        pick, chance = self.random.choice, self.random.random
        kind, provider = pick(["request", "response", "stream"]), pick(loader.providers())
        words = ["translate", kind, "--client", pick([*loader.protocols(), "none"]), "--provider", provider]
        variants = [*loader.provider(provider).get("variants", {}), "none"]
        options = {"--protocol": loader.protocols(), "--variant": variants, "--model": MODELS}
        options["--status"] = ["200", "206", "302", "400", "429", "500", "600", "x"]
        for name, values in options.items():
            words += [name, pick(values)] if chance() < 0.25 else []
        if chance() < 0.3:
            (folder / "request").write_bytes(self.body("request"))
            words += ["--request", str(folder / "request")]
        (folder / "body").write_bytes(self.body(kind))
        words.append(str(folder / "body"))
        if chance() < 0.05:
            self.random.shuffle(words)
        return words


def test_random_command_lines_and_bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.TRACEBACK, "1")
    for seed in range(FIRST, FIRST + INPUTS):
        words = Generator(seed).arguments(tmp_path)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        started = time.monotonic()
        try:
            status: Any = cli.main(words)
        except SystemExit as end:
            status = end.code
        except Exception as error:
            pytest.fail(f"seed {seed}: {type(error).__name__}: {error}\n{words}")
        assert status in (0, 1, 2, 64), f"seed {seed}"
        assert time.monotonic() - started < SLOW_SECONDS, f"seed {seed}"
