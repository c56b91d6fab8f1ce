"""Language law: no word of the project's former dialect stands in the code, its tests or its tools."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREES = ("runtime", "codegen", "tools", "bench", "tests")
FORMER = re.compile(r"(?i)(?<![\w-])(said|told|heard|hears|bears|errand|nucleus|shouts|wants|whoever)(?![\w-])")
ALLOWED = {"You said": "the demo's answer, which quotes the client"}  # with the reason


def test_no_word_of_the_former_dialect() -> None:
    found = []
    for path in (path for tree in TREES for path in sorted((ROOT / tree).rglob("*.py"))):
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for text in ALLOWED:
                line = line.replace(text, "")
            if path != Path(__file__).resolve() and (hit := FORMER.search(line)):
                found.append(f"{path.relative_to(ROOT)}:{at}: {hit[0]}")
    assert found == []
