"""The size and complexity limits of `make check` (tools/limits.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import limits

LONG = "def long():\n" + "    x = 1\n" * limits.MAX_LINES
NESTED = "class A:\n    def f(self):\n        def g():\n" + "            x = 1\n" * limits.MAX_LINES
BRANCHED = "def branched(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(13))
EXEMPT = BRANCHED.replace(":\n", ":  # noqa: C901, PLR0912\n", 1)


def found(tmp_path: Path, source: str) -> list[limits.Violation]:
    (tmp_path / "module.py").write_text(source, encoding="utf-8")
    return limits.violations([tmp_path])


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (LONG, ["long"]),
        (LONG.replace("    x = 1\n", "", 1), []),
        (NESTED, ["A.f", "A.f.g"]),
        (BRANCHED, ["branched", "branched"]),  # for C901 and for PLR0912
        (EXEMPT, ["branched", "branched"]),
    ],
    ids=["long", "just short enough", "nested", "branched", "noqa"],
)
def test_violations_are_named(source: str, names: list[str], tmp_path: Path) -> None:
    assert [one.function for one in found(tmp_path, source)] == names


def test_unneeded_exception_fails(tmp_path: Path) -> None:
    violations = found(tmp_path, LONG)
    assert limits.problems(violations, ["long"]) == []
    assert limits.problems(violations, ["long", "gone"]) == [
        "gone meets the limits; remove it from EXCEPTIONS in tools/limits.py"
    ]
    assert len(limits.problems(violations, [])) == 1
