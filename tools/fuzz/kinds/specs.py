"""Spec files: small ones with random edits match the model of their kind, or each problem has a position.

`python -m tools.mutations` edits all specs and compiles them; this reads more of them, and is fast.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from dragoman_codegen.spec.checking import check_file
from dragoman_codegen.spec.problems import Problems
from dragoman_codegen.spec.yaml.load import load
from tools.fuzz.texts import edited, written

SPECS = Path(__file__).parents[3] / "specs"
MAX_BYTES = 1500  # of a file: YAML is read slowly
VALUES = (
    "~", "[]", "[a, b]", "{}", "{ a: b }", "7", "-1.5", "true", "''", '"text"', "$it", "$", "$nothing", "$x | z ?? 1",
    "{ $drop: it is lost }", "{ $if: $it, $value: 1 }", "{ $first: [$it, 1] }",
)  # fmt: skip


@cache
def _files() -> tuple[tuple[str, str], ...]:
    """Return the texts of small files with their kinds."""
    kinds = {"quirks": "quirk", "providers": "provider", "auth": "auth"}
    found = [(kind, path) for folder, kind in kinds.items() for path in sorted((SPECS / folder).glob("*.yaml"))]
    texts = [(kind, path.read_text(encoding="utf-8")) for kind, path in found]
    return tuple((kind, text) for kind, text in texts if len(text) < MAX_BYTES)


def run(chance: Random) -> None:
    kind, text = chance.choice(_files())
    path = written("example.yaml", edited(chance, text, VALUES))
    problems = Problems()
    check_file(kind, load(path, "example.yaml", problems), problems)
    for problem in problems.found:
        assert problem.place.file and problem.place.line, str(problem)
