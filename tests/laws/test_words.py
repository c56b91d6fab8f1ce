"""Language law: no word of the project's former dialect stands in the code, its tests or its tools."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREES = ("runtime", "codegen", "tools", "bench", "tests")
WORDS = ("said", "told", "heard", "hears", "bears", "errand", "nucleus", "shouts", "wants", "whoever")
FORMER = re.compile(rf"(?i)(?<![\w-])({'|'.join(WORDS)})(?![\w-])")
ALLOWED = {"You said": "the demo's answer, which quotes the client"}  # with the reason


def test_no_word_of_the_former_dialect() -> None:
    found = []
    for path in (path for tree in TREES for path in sorted((ROOT / tree).rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        if not any(word in text.lower() for word in WORDS):
            continue
        for at, line in enumerate(text.splitlines(), 1):
            for allowed in ALLOWED:
                line = line.replace(allowed, "")
            if path != Path(__file__).resolve() and (hit := FORMER.search(line)):
                found.append(f"{path.relative_to(ROOT)}:{at}: {hit[0]}")
    assert found == []
