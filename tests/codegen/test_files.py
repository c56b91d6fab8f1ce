"""Output files of the compiler: only changed files, none without a source, reproducible; `--check` writes none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman_codegen import build
from dragoman_codegen.__main__ import main
from tests import sampling
from tests.codegen.broken import GOOD

ROOT = Path(__file__).parent.parent.parent
OUT = Path("generated/dragoman_adapters")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A separate project with the compiled valid specs of tests/bad."""
    shutil.copytree(GOOD, tmp_path / "specs")
    (tmp_path / "runtime" / "dragoman").mkdir(parents=True)
    assert main(["--root", str(tmp_path)]) == 0
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_unchanged_files_are_not_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*.py")}
    for path in before:
        os.utime(path, ns=(1, 1))
    change(project / "specs" / "providers" / "plain.yaml", "title: Plain", "title: Very Plain")
    capsys.readouterr()
    assert main(["--root", str(project)]) == 0
    touched = {path.relative_to(project / OUT).as_posix() for path in before if path.stat().st_mtime_ns != 1}
    assert touched == {"plain/__init__.py", "plain/tiny.py"}
    assert re.fullmatch(r"1 protocols?, 2 providers: 5 files written, 0 deleted\n", capsys.readouterr().out)
    assert main(["--root", str(project)]) == 0
    assert "up to date" in capsys.readouterr().out


def test_only_files_without_a_source_are_removed(project: Path) -> None:
    out = project / OUT
    (out / "quirky" / "notes.txt").write_text("mine")
    (out / "mine.py").write_text("print('written by hand')\n")
    (project / "specs" / "providers" / "quirky.yaml").unlink()
    (project / "specs" / "providers" / "plain.yaml").rename(project / "specs" / "providers" / "simple.yaml")
    change(project / "specs" / "providers" / "simple.yaml", "name: plain", "name: simple")
    assert main(["--root", str(project)]) == 0
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == ["quirky", "simple", "tiny"]
    assert [path.name for path in (out / "quirky").iterdir()] == ["notes.txt"]
    assert (out / "mine.py").exists()


def test_check_prints_the_difference_and_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(project), "--check"]) == 0
    change(project / "specs" / "providers" / "plain.yaml", "api.plain.example", "api.simple.example")
    (project / "specs" / "providers" / "quirky.yaml").unlink()
    before = contents(project)
    capsys.readouterr()
    assert main(["--root", str(project), "--check"]) == 1
    shown = capsys.readouterr()
    assert contents(project) == before
    assert re.search(r"^-.*api\.plain\.example", shown.out, re.M) and re.search(
        r"^\+.*api\.simple\.example", shown.out, re.M
    )
    assert "--- generated/dragoman_adapters/quirky/__init__.py" in shown.out
    assert re.search(r"^\d+ generated files differ from the specs; run 'make generate'$", shown.err, re.M)


def test_broken_spec_changes_no_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / "specs" / "providers" / "plain.yaml", "protocol: tiny", "protocol: tyni")
    before = contents(project)
    for arguments in ([], ["--check"]):
        assert main(["--root", str(project), *arguments]) == 1
    assert contents(project) == before
    assert "nothing was written" in capsys.readouterr().err


def test_folder_without_specs_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path)]) == 2
    assert "specs/hub.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("seed", sampling.every(2, ["4242", "0"]))
def test_generated_tree_is_current_with_any_hash_seed(seed: str) -> None:
    """A process with another hash seed, time zone and locale produces the checked-in bytes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    run = [sys.executable, "-m", "dragoman_codegen", "--root", str(ROOT), "--check"]
    done = subprocess.run(run, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr


def test_runs_in_any_environment_give_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name in ("one", "another place"):
        out = tmp_path / name / "dragoman_adapters"
        build(GOOD, out=out)
        trees.append(contents(out))
    assert trees[0] == trees[1]


def test_generated_files_contain_no_date_version_or_machine() -> None:
    user = re.escape(str(Path.home()))
    strange = re.compile(
        rf"{re.escape(str(ROOT))}|{user}/|/tmp/|\b20\d\d-\d\d-\d\dT|generated (on|at) |line \d+ of specs", re.I
    )
    for path in sorted((ROOT / "generated").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not strange.search(text), (path.name, strange.search(text))
        assert not text or "by `make generate`. Do not edit" in text[:600], path
