"""Citations in code, specs, tests and documents: each has its heading in docs/reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.citations import FOLDERS, citations, problems, sources, targets, unknown_documents
from tests.docs.markdown import ROOT

CASES = 260


def test_every_citation_has_a_heading_in_the_reference() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{problem}"
        for path in sources()
        for problem in problems(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_named_document_exists() -> None:
    folders = (ROOT / folder for folder in (*FOLDERS, "generated"))
    documents = [*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))]
    code = [path for path in sources() if path.suffix != ".md" and "samples" not in path.parts]
    wrong = [
        f"{path.relative_to(ROOT)}:{problem}"
        for path in code
        for problem in unknown_documents(path.read_text(encoding="utf-8"), documents)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_reference_describes_every_case_once() -> None:
    numbers = [int(name.removeprefix("case ")) for name in targets() if name.startswith("case ")]
    assert numbers and sorted(numbers) == list(range(1, CASES + 1))


def test_a_page_of_cases_has_them_in_order() -> None:
    for page in sorted((ROOT / "docs/reference/protocols/cases").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        first, last = map(int, re.findall(r"\d+", text.partition(":")[0]))
        assert [int(number) for number in re.findall(r"^#+ Case (\d+)$", text, re.M)] == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(case 120)", ["case 120"]),
        ("Cases 3, 4 and 5", ["case 3", "case 4", "case 5"]),
        ("cases 76-78, 81", ["case 76", "case 78", "case 81"]),
        ("# as cases 1,\n# 2 to 4 require", ["case 1", "case 2", "case 4"]),
        ("see rule 2.0.7.", ["rule 2.0.7"]),
        ("Rules 1A.2 to 1A.5 and 2.1.", ["rule 1a.2", "rule 1a.5", "rule 2.1"]),
        ('- rule: 2.0.7\n- { rule: "2.5.2" }', ["rule 2.0.7", "rule 2.5.2"]),
        ("the rule\n    2.3.4, which", ["rule 2.3.4"]),
        ("  - number: 57\n", ["case 57"]),
        ("  - { number: 7, title: x }\n", ["case 7"]),
        ("    match x:\n        case 300:\n", []),
        ("every rule of 2.0 and version 1.2.3", []),
    ],
)
def test_citations_are_found_in_every_form(text: str, names: list[str]) -> None:
    assert [citation.name for citation in citations(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "(case 261)",
        "cases 3 and 999",
        "rule 2.0.9",
        "rule 9.1",
        "by 2.0.7",
        "(2.3.4)",
        "protocols 2.1",
        "protocols section 3",
    ],
)
def test_a_citation_without_a_heading_is_reported(text: str) -> None:
    assert len(list(problems("\n" + text))) == 1
    assert next(problems("\n" + text)).startswith("2: ")


@pytest.mark.parametrize("text", ["==2.1.3", "v2.1.3", "claude 2.1.330", '"2.0.1"', "rule 2.0.7", "2.5 seconds"])
def test_versions_and_figures_are_not_taken_for_citations(text: str) -> None:
    assert not list(problems(text))


def test_a_document_that_does_not_exist_is_reported() -> None:
    documents = [ROOT / "docs/index.md", ROOT / "README.md"]
    known = "docs/index.md, index.md#reference, ../README.md, *.md, {name}.md, 'data.md'"
    assert not list(unknown_documents(known, documents))
    assert list(unknown_documents("see\nnone.md", documents)) == [
        "2: none.md does not exist; name a document of this repository"
    ]
    assert "no such anchor" in next(unknown_documents("docs/index.md#none", documents))


def test_the_files_that_cite_are_searched() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in sources()}
    assert {"runtime", "codegen", "specs", "tests", "docs"} <= found
    assert Path(__file__) not in set(sources())
