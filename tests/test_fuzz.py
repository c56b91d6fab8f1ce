"""The first 20,000 inputs of the fuzz test (tools/fuzz): `python -m tools.fuzz` continues with more."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import sampling
from tools.fuzz import __main__ as command
from tools.fuzz import kinds, runner

ROOT = Path(__file__).resolve().parents[1]
INPUTS = 20_000
PARTS = 8


@pytest.mark.parametrize("part", sampling.every(PARTS, range(PARTS)))
def test_inputs_are_answered_or_rejected(part: int) -> None:
    each = INPUTS // PARTS
    assert runner.run(range(part * each, (part + 1) * each)) == []


@pytest.mark.parametrize(("kind", "inputs"), [("command_lines", 120), ("bodies", 120), ("schemas", 20)])
def test_inputs_of_kinds_that_run_alone(kind: str, inputs: int) -> None:
    assert runner.run(range(inputs), kind) == []


def test_every_kind_has_its_share() -> None:
    found = [runner.kind_of(number) for number in range(len(runner.schedule()))]
    assert {name: found.count(name) for name in kinds.KINDS} == {name: kind.share for name, kind in kinds.KINDS.items()}


def test_an_input_is_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []
    monkeypatch.setitem(kinds.KINDS, "requests", kinds.Kind(lambda chance: seen.append(chance.random()), 1))
    runner.run([7, 8], "requests")
    runner.run([8, 7], "requests")
    assert seen[0] == seen[3] != seen[1] == seen[2]


def test_an_exception_and_a_slow_input_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(chance: random.Random) -> None:
        raise KeyError("x")

    monkeypatch.setitem(kinds.KINDS, "requests", kinds.Kind(broken, 1))
    assert runner.run([3], "requests") == ["python -m tools.fuzz --kind requests --input 3: KeyError: 'x'"]
    monkeypatch.setattr(runner, "SLOW_SECONDS", 0.01)
    monkeypatch.setattr(runner, "HANG_SECONDS", 0.04)
    monkeypatch.setitem(kinds.KINDS, "requests", kinds.Kind(lambda chance: time.sleep(0.5), 1))
    [fault] = runner.run([3], "requests")
    assert "Hang" in fault or "took" in fault


def test_a_run_continues_where_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, "requests", kinds.Kind(lambda chance: None, 1))
    state = tmp_path / "state.json"
    for count, first in ((1500, 0), (4000, 1500)):
        found = [start for start, _, _ in command._parts(first, count, "requests")]
        assert found[0] == first
        monkeypatch.setattr("sys.argv", ["fuzz", "--kind", "requests", "--count", str(count), "--state", str(state)])
        assert command.main() == 0
        assert json.loads(state.read_text())["requests"]["next"] == count


def test_several_workers_share_a_run(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    command_line = [sys.executable, "-m", "tools.fuzz", "--kind", "requests", "--workers", "2", "--state", str(state)]
    subprocess.run([*command_line, "--count", "1500"], cwd=ROOT, check=True, timeout=120)
    assert json.loads(state.read_text())["requests"] | {"seconds": 0} == {"next": 1500, "seconds": 0, "wrong": []}
