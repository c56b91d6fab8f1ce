"""The size and complexity limits of `make check` (tools/limits.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import limits

LONG = "def long():\n" + "    x = 1\n" * limits.MAX_LINES
NESTED = "class A:\n    def f(self):\n        def g():\n" + "            x = 1\n" * limits.MAX_LINES
BRANCHED = "def branched(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(13))
EXEMPT = BRANCHED.replace(":\n", ":  # noqa: C901, PLR0912\n", 1)
FILE = "x = 1\n" * limits.MAX_FILE_LINES


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
        (FILE + "x = 1\n", [""]),
        (FILE, []),
        ('"""Types.\n\nGenerated from specs/hub.yaml.\n"""\n' + FILE, []),
    ],
    ids=["long", "just short enough", "nested", "branched", "noqa", "long file", "file", "generated"],
)
def test_violations_are_named(source: str, names: list[str], tmp_path: Path) -> None:
    assert [one.name for one in found(tmp_path, source)] == names
