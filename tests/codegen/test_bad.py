"""Every broken spec of tests/bad gives exactly the messages in its header and writes no file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dragoman_codegen import build
from dragoman_codegen.spec.problems import Problem, Stop
from tests.codegen.broken import CASES, GOOD, Broken

BY_COMMAND = CASES[:: len(CASES) // 2]


def name(case: Broken) -> str:
    return case.path.stem


def problems_of(specs: Path, out: Path) -> list[Problem]:
    with pytest.raises(Stop) as caught:
        build(specs, out=out)
    return caught.value.problems


@pytest.mark.parametrize("case", CASES, ids=name)
def test_broken_spec_gives_the_expected_messages(case: Broken, tmp_path: Path) -> None:
    specs, out = case.make(tmp_path), tmp_path / "out"
    problems = problems_of(specs, out)
    assert list(map(str, problems)) == case.expected
    assert not out.exists()
    for problem in problems:
        assert problem.place.line and problem.place.column or problem.place.file, problem


@pytest.mark.parametrize("case", BY_COMMAND, ids=name)
def test_command_prints_the_messages_and_fails(case: Broken, tmp_path: Path) -> None:
    case.make(tmp_path)
    before = tree(tmp_path)
    run = [sys.executable, "-m", "dragoman_codegen", "--root", str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True)
    count = len(case.expected)
    last = f"{count} problem{'s' if count != 1 else ''}; nothing was written"
    printed = [line for line in done.stderr.splitlines() if not line.startswith("  ")]  # without excerpts of the file
    assert [line.partition(" [dragoman docs errors#")[0] for line in printed] == [*case.expected, last]
    assert all(line.endswith("]") for line in printed[:-1])
    assert (done.returncode, done.stdout, tree(tmp_path)) == (1, "", before)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_valid_specs_compile(tmp_path: Path) -> None:
    built = build(GOOD, out=tmp_path / "out")
    assert sorted(built.providers) == ["plain", "quirky"] and (tmp_path / "out" / "losses.md").exists()


def test_every_case_describes_its_error() -> None:
    assert len(CASES) >= 50
    for case in CASES:
        first = case.text.splitlines()[0]
        assert first.startswith("# ") and not first.startswith("# expect"), case.path.name
        assert case.expected, case.path.name
