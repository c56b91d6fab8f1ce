"""`dragoman docs`, and the pages that messages name."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.commands.documents import pages
from dragoman_codegen.spec.error_codes import CODES, link_to
from tests.commands.empty_home import Home
from tests.commands.empty_home import home as home
from tests.docs import markdown

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"dragoman docs ([\w/-]+)(?:#([\w-]+))?")
SOURCES = [*ROOT.glob("runtime/**/*.py"), *ROOT.glob("codegen/dragoman_codegen/spec/**/*.py")]


def texts(path: Path) -> Iterator[str]:
    """Yield the string literals of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_all_pages_are_listed_with_their_titles(home: Home) -> None:
    status, found = home.json("docs")
    listed = {one["page"]: one["title"] for one in found}
    assert status == 0 and len(listed) > len(list((ROOT / "docs").rglob("*.md"))) > 90
    assert listed["troubleshooting"] == "Troubleshooting" and listed["errors"] == "Errors of the compiler"
    assert listed["protocols/errors"] and listed["specs"] == "The notation" and listed["losses"]
    assert home.run("docs")[1].count("\n") == len(listed)


def test_a_page_a_page_in_a_folder_and_a_section(home: Home) -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    for name in ("json", "json.md", "docs/json.md"):
        assert home.run("docs", name) == (0, text)
    assert home.run("docs", "groq")[1] == (ROOT / "docs" / "providers" / "groq.md").read_text(encoding="utf-8")
    status, section = home.run("docs", "operations#serving")
    assert status == 0 and section.startswith("## Serving\n") and "### Exit status" in section
    assert "## Serving a team" not in section
    assert home.json("docs", "operations#serving")[1] == {
        "page": "operations", "section": "serving", "text": section.rstrip("\n")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("erors", "no page 'erors'; did you mean errors or reports? `dragoman docs` lists the pages"),
        ("gemini", "no page 'gemini'; did you mean providers/gemini or protocols/gemini? `dragoman docs` lists"),
        ("json#nope", "no section of json 'nope'; there are: json-output"),
        ("../README", "no page '../README'; `dragoman docs` lists the pages"),
    ],
)
def test_unknown_names(name: str, message: str, home: Home) -> None:
    assert home.run("docs", name) == (64, "") and message in home.errors


def test_each_section_has_the_anchor_of_the_documentation() -> None:
    root = pages.folder()
    assert root is not None
    for name, path in pages.pages(root).items():
        sections = pages.sections(path.read_text(encoding="utf-8"))
        assert sections.keys() <= markdown.anchors(path), name


def test_messages_name_pages_that_exist() -> None:
    root = pages.folder()
    assert root is not None
    known = pages.pages(root)
    named = [found for path in SOURCES for text in texts(path) for found in NAMED.findall(text)]
    named += [found for code in CODES for found in NAMED.findall(link_to(code.code))]
    assert len(named) >= len(CODES) + 4
    for page, section in named:
        assert page in known and (not section or section in pages.sections(known[page].read_text("utf-8")))


def test_no_message_names_a_file_of_the_checkout() -> None:
    """An installed package has no folder docs/ where a user could look."""
    found = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in SOURCES
        if "skeletons" not in path.parts  # which are written into a checkout
        for text in texts(path)
        if re.search(r"(?:docs|specs)/[\w/-]+\.md", text)
    ]
    assert found == []


def test_without_the_documentation(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "folder", lambda: None)
    assert home.run("docs", "errors", "--json") == (1, "")
    assert "the documentation is not installed" in home.errors


def test_a_compiler_message_names_its_command(home: Home) -> None:
    home.write("notation: 2\nname: mine\n", "mine.yaml")
    status, _ = home.run("specs", "diff", "mine.yaml", "mine.yaml")
    command = re.search(r"\[dragoman (docs errors#[\w-]+)\]", home.errors)
    assert status == 1 and command
    assert home.run(*command[1].split())[0] == 0
    assert json.loads(home.run("docs", "errors#yaml", "--json")[1])["section"] == "yaml"
