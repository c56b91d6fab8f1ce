"""Both parsers of YAML: specs have the same nodes and positions with libyaml as with the parser in Python."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dragoman_codegen.spec.problems import Problem, Problems
from dragoman_codegen.spec.yaml import parsing
from dragoman_codegen.spec.yaml.load import load
from dragoman_codegen.spec.yaml.tree import Map
from tools.mutations.edits import EDITS

SPECS = Path(__file__).parents[2] / "specs"
FILES = [path for path in sorted(SPECS.rglob("*.yaml")) if path.stat().st_size < 6000]
TEXTS = [
    "", "# nothing\n", "a:\nb: ~\n", "a: {b: , c:}\n", "a: {b:c, \"d\":e}\n", "a: &x [1]\nb: *x\n", "<<: {a: 1}\n",
    "a: !!str\nb: !own 1\n", "on: yes\n012: 0o14\n", "a: |\n  x\n\n", "a: 'it''s'\n", "a: \u2028b\n", "a: \x85b\n",
    "%YAML 1.1\n---\non: yes\n", "a: 1\n---\nb: 2\n", "a: [1\n", "\ta: 1\n", "a: 1_000\nb: 1e3\nc: .inf\n", "- a\n",
    "? [a]\n: b\n", "a: 2026-11-28\n", "a: \"\\ud800\"\n", "a: é\nb : 1\n", "a: 1\n...\nb: 2\n",
]  # fmt: skip


def loaded(path: Path, text: str) -> tuple[Map, list[Problem]]:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    problems = Problems()
    return load(path, "a.yaml", problems), problems.found


def compare(texts: list[str], path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsing.LIBYAML is not None  # PyYAML is installed for development
    fast = [loaded(path, text) for text in texts]
    monkeypatch.setattr(parsing, "LIBYAML", None)
    assert fast == [loaded(path, text) for text in texts]


def test_unusual_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(TEXTS, tmp_path / "a.yaml", monkeypatch)


def test_specs_and_edits_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    good = [path.read_text(encoding="utf-8") for path in chance.sample(FILES, 40)]
    compare(good + [chance.choice(EDITS)(text, chance) for text in good], tmp_path / "a.yaml", monkeypatch)
