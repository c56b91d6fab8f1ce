"""The threat model in SECURITY.md: every area has lines, and every line names a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?:\*\*(.+?)\*\*)? ?\| (.+?) \| (.+?) \| \[`(\w+)`\]\(([\w/.]+)\) \|$", re.M)
AREAS = [
    "Browser access", "DNS rebinding", "Smuggling", "Header injection", "SSRF", "Path confinement", "Log forging",
    "Secrets in what is written", "File permissions", "Redirects with credentials", "Exhaustion", "Local programs",
]  # fmt: skip


def rows() -> list[tuple[str, ...]]:
    return ROW.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_area_has_threats() -> None:
    assert [area for area, *_ in rows() if area] == AREAS


def test_every_line_is_read() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## Threats")[2]
    assert len(rows()) == len([line for line in text.splitlines() if line.startswith("|")]) - 2 >= 30


def test_every_named_test_exists() -> None:
    missing = [f"{file}::{name}" for *_, name, file in rows() if name not in names_in(ROOT / file)]
    assert missing == []
