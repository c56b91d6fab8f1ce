"""The overview and the limit of `make coverage` (tools/coverage_report.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools import coverage_report


def details(lines: int, missing: list[int], branches: int = 0, branches_run: int = 0) -> dict[str, Any]:
    summary = {"num_statements": lines, "covered_lines": lines - len(missing)}
    summary |= {"num_branches": branches, "covered_branches": branches_run}
    return {"summary": summary, "missing_lines": missing}


def run(tmp_path: Path, **files: dict[str, Any]) -> int:
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps({"files": {f"runtime/dragoman/{name}.py": one for name, one in files.items()}}))
    return coverage_report.main(str(file))


def test_branches_do_not_count_for_the_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, a=details(100, [7, 8, 9, 20, 30], branches=10, branches_run=1)) == 0
    out = capsys.readouterr().out
    assert "95.0 %" in out and "10.0 %" in out and "runtime/dragoman/a.py: 7-9, 20, 30" in out


def test_too_few_lines_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, a=details(90, []), b=details(10, [1, 2, 3, 4, 5, 6])) == 1
    assert "94.0 % of lines ran" in capsys.readouterr().err
