"""The text of the specs: the length of lines, and reasons of one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

SPECS = Path(__file__).parents[2] / "specs"
FILES = [path for path in sorted(SPECS.rglob("*.yaml")) if path.parent.name != "models"]
MAX_COLUMNS = 119
MAX_REASON = 160


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SPECS).as_posix())
def test_lines_are_short(path: Path) -> None:
    """A line without a space to break it at may be longer."""
    lines = path.read_text(encoding="utf-8").splitlines()
    long = [at for at, line in enumerate(lines, 1) if len(line) > MAX_COLUMNS and " " in line.strip().lstrip("- ")]
    assert not long, f"lines {long} have more than {MAX_COLUMNS} columns"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SPECS).as_posix())
def test_a_reason_is_one_plain_sentence(path: Path) -> None:
    for reason in _reasons(YAML(typ="safe", pure=True).load(path)):
        assert not re.search(r"[.;!?](\s|$)", reason) and len(reason) <= MAX_REASON, reason


def _reasons(node: Any) -> Iterator[str]:
    """Yield the reasons of quirks, patches and error texts, which have a source; those of `$refuse` are messages."""
    if isinstance(node, dict):
        if "see" in node and isinstance(node.get("because"), str):
            yield node["because"]
        for value in node.values():
            yield from _reasons(value)
    elif isinstance(node, list):
        for item in node:
            yield from _reasons(item)
