"""Cases in this folder are replayed: each file expects what the translation gives now.

A new case: `dragoman record`, then move the file here. After an intended change: `dragoman replay CASE --update`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.cases.case import from_json
from dragoman.cases.replay import differences

CASES = sorted(Path(__file__).parent.glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_translated_as_it_expects(path: Path) -> None:
    lines = list(differences(from_json(json.loads(path.read_text("utf-8")))))
    assert not lines, "\n".join(lines)
