"""Kinds of problems: each has an example that causes it, every message has one, and the page has its anchor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman_codegen import build
from dragoman_codegen.report.errors import errors_page
from dragoman_codegen.spec.error_codes import CODES, PAGE, ErrorCode
from dragoman_codegen.spec.problems import Place, Problem, Stop
from tests.codegen.broken import BAD, Broken

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("one", CODES, ids=lambda one: one.code)
def test_the_example_causes_an_error_of_its_kind(one: ErrorCode, tmp_path: Path) -> None:
    specs = Broken(BAD / f"{one.example}.yaml").make(tmp_path)
    with pytest.raises(Stop) as caught:
        build(specs)
    assert one.code in {problem.see for problem in caught.value.problems}
    assert one.title and one.meaning.endswith(".") and one.remedy.endswith(".")


def test_a_kind_that_the_compiler_names_is_declared() -> None:
    named = {kind for path in (ROOT / "codegen").rglob("*.py") for kind in kinds(ast.parse(path.read_bytes()))}
    assert named == {one.code for one in CODES}


def kinds(tree: ast.Module) -> Iterator[str]:
    """Yield the kinds that a module gives its problems under `see`."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="see", value=ast.Constant(value)):
                yield str(value)


def test_a_message_names_a_section_of_the_page() -> None:
    shown = Problem(Place("specs/a.yaml", 1, 2), "Request has no 'x'; there are: y", "unknown-name").with_link()
    assert shown == f"specs/a.yaml:1:2: Request has no 'x'; there are: y [{PAGE}#unknown-name]"
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    assert page == errors_page(BAD)
    for one in CODES:
        assert f"\n## {one.code}\n" in page


def test_a_missing_tag_is_a_missing_key(tmp_path: Path) -> None:
    with pytest.raises(Stop) as caught:
        build(Broken(BAD / "required_tag_missing.yaml").make(tmp_path))
    assert {problem.see for problem in caught.value.problems} == {"key-missing"}
