"""Kinds of problems: each has an example that causes it, every message has one, and the page has its anchor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman_codegen import build
from dragoman_codegen.report.errors import errors_page
from dragoman_codegen.spec.error_codes import CODES, PAGE, ErrorCode, code_of
from dragoman_codegen.spec.problems import Place, Problem, Stop
from tests.codegen.broken import BAD, CASES, Broken

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("one", CODES, ids=lambda one: one.code)
def test_the_example_causes_an_error_of_its_kind(one: ErrorCode, tmp_path: Path) -> None:
    specs = Broken(BAD / f"{one.example}.yaml").make(tmp_path)
    with pytest.raises(Stop) as caught:
        build(specs)
    assert one.code in {code_of(problem.text) for problem in caught.value.problems}
    assert one.title and one.meaning.endswith(".") and one.remedy.endswith(".")


def test_few_messages_have_no_kind_of_their_own() -> None:
    messages = [re.sub(r"^specs/\S+: ", "", text) for case in CASES for text in case.expected]
    general = [text for text in messages if code_of(text) == CODES[-1].code]
    assert len(general) < len(messages) / 12


def test_a_message_links_to_an_anchor_of_the_page() -> None:
    shown = Problem(Place("specs/a.yaml", 1, 2), "Request has no 'x'; there is y").with_link()
    assert shown == f"specs/a.yaml:1:2: Request has no 'x'; there is y [{PAGE}#unknown-name]"
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert page == errors_page(BAD)
    for one in CODES:
        assert f"\n## {one.code}\n" in page
